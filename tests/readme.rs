//! The README's sessions and commands are true.

use std::{fs, path::Path, process::Command};

fn sayso(args: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sayso"))
        .args(args.split_whitespace())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the binary runs");
    // Findings are no failure.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README")
}

/// Blocks of code with their language.
fn code(text: &str) -> Vec<(&str, &str)> {
    let mut parts = text.split("```").skip(1).step_by(2).collect::<Vec<_>>();
    parts.drain(..).filter_map(|block| block.split_once('\n')).collect()
}

#[test]
fn sessions_print_what_they_say() {
    let text = readme();
    let mut sessions = 0;
    for (language, block) in code(&text) {
        if language == "console" {
            let (command, shown) = block.split_once('\n').expect("a command and its output");
            let args = command.strip_prefix("$ sayso ").expect("a sayso command");
            assert_eq!(sayso(args), shown, "{command}");
            sessions += 1;
        }
    }
    assert_eq!(sessions, 4);
}

#[test]
fn exactly_two_commands_start_it() {
    let text = readme();
    let commands: Vec<_> = code(&text).into_iter().filter(|(language, _)| *language == "sh").map(|(_, block)| block.trim()).collect();
    let [run, test] = commands[..] else { panic!("two commands, not {commands:?}") };
    let args = run.strip_prefix("cargo run --release -- ").expect("the first runs sayso");
    assert!(sayso(args).lines().count() > 3);
    assert_eq!(test, "cargo test");
}
