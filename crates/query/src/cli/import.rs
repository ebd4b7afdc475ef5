use clap::Args;
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {}
pub(crate) fn run(_: &ImportArgs) -> anyhow::Result<super::Outcome> { anyhow::bail!("not yet") }
