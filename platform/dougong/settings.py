"""Settings: read once from the environment; every name is described in docs/reference/settings.md."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a server needs to know before it starts."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore")

    dougong_home: Path = Field(
        default=Path(".dougong"), description="Data folder: embedded database, files, secret key."
    )
    database_url: str | None = Field(
        default=None,
        description="A PostgreSQL 15 or newer; without it an embedded one is started in the data folder.",
    )
    database_replica_url: str | None = Field(default=None, description="A read replica that serves reports.")
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address people use; links in messages start with it.",
    )
    secret_key_file: Path | None = Field(
        default=None, description="File with the server's secret; made in the data folder when not given."
    )
    dougong_workspace: str = Field(
        default="main", description="Key of the workspace; its schema is ws_<key>."
    )
    dougong_threads: int = Field(default=12, description="Threads and database connections of each process.")
    dougong_worker_silence: int = Field(
        default=30,
        ge=1,
        description="Seconds without a sign of life after which a worker's jobs go to another one.",
    )
    dougong_log: str = Field(default="text", description="Form of the log lines: text or json.")
    dougong_log_level: str = Field(default="info", description="Least severe level that is logged.")
    dougong_outbound_allow: str = Field(
        default="",
        description="Hosts (comma separated) that connectors may reach though they are not public.",
    )
    dougong_removed_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="Days for which removed fields and data tables, and values as they were before a change of type, "
        "can be brought back; then they are dropped.",
    )
    dougong_form_redirects: str = Field(
        default="",
        description="Hosts (comma separated) to which public forms may lead a visitor after his answer, and short links.",
    )
    dougong_body_limit: int = Field(
        default=2_000_000, description="Largest request body in bytes, files aside."
    )
    dougong_file_limit: int = Field(default=26_214_400, description="Largest uploaded file in bytes.")
    dougong_trusted_proxies: str = Field(
        default="", description="Addresses of proxies whose X-Forwarded-For is believed (comma separated)."
    )

    @property
    def home(self) -> Path:
        """Return the data folder as an absolute path."""
        return self.dougong_home.expanduser().resolve()

    def may_lead_to(self, target: str) -> bool:
        """Say whether visitors may be led to an address: a path, our own host, or one that the settings allow."""
        if target.startswith("/"):
            return not target.startswith(("//", "/\\"))
        parts = urlsplit(target)
        allowed = {host.strip().lower() for host in self.dougong_form_redirects.split(",") if host.strip()}
        return (
            parts.scheme in {"http", "https"}
            and parts.hostname is not None
            and (parts.hostname == urlsplit(self.public_url).hostname or parts.hostname in allowed)
        )

    @property
    def workspace_schema(self) -> str:
        """Return the PostgreSQL schema of the workspace."""
        return f"ws_{self.dougong_workspace}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
