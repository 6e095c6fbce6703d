//! The `sayso` command: arguments to library to exit code.

mod changed;
mod cli;
mod config;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
