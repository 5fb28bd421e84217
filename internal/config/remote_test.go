package config

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/news"
)

// servers are a folder of each kind, as lines of the source above them.
const servers = `
  [[source.ftp]]
  host = "ftp.example.org"
  user = "courier"
  every = "1m"
  [[source.sftp]]
  host = "sftp.example.org"
  user = "courier"
  every = "1m"
  [[source.imap]]
  host = "imap.example.org"
  user = "courier"
  every = "1m"
`

func TestLoadChecksServers(t *testing.T) {
	folder := away(t)
	name := filepath.Join(folder, "settings.toml")
	if _, err := Load(write(t, name, paper+servers)); err != nil {
		t.Fatalf("Load() = %v, want nil", err)
	}
	for _, c := range []struct{ name, old, new, says string }{
		{"no host", `host = "ftp.example.org"`, "", `source "npa", ftp 1: host ""`},
		{"an address for a host", `"ftp.example.org"`, `"ftp://example.org/out"`, "ftp 1: host"},
		{"a port in the host", `"sftp.example.org"`, `"sftp.example.org:22"`, "sftp 1: host"},
		{"no user", `user = "courier"`, "", "user is empty"},
		{"a port there is none", `user = "courier"`, "user = \"courier\"\nport = 70000", "1 to 65535"},
		{"too often", `every = "1m"`, `every = "5s"`, "at least \"10s\""},
		{"never", `every = "1m"`, "", "at least \"10s\""},
		{"a pattern", `every = "1m"`, "every = \"1m\"\npattern = [\"[\"]", "pattern"},
		{"what is done after", `every = "1m"`, "every = \"1m\"\nafter = \"move:../x\"", "after"},
		{"no way of TLS", `every = "1m"`, "every = \"1m\"\ntls = \"yes\"", "explicit, implicit, none"},
		{"no certificates", `every = "1m"`, "every = \"1m\"\nca_file = \"nowhere.pem\"", "nowhere.pem"},
		{"two lines of folder", `every = "1m"`, "every = \"1m\"\nfolder = \"a\\r\\nb\"", "one line"},
		{"a host key", `host = "sftp.example.org"`, "host = \"sftp.example.org\"\nhost_key = \"MD5:00\"", "host_key"},
		{"mail without TLS", `host = "imap.example.org"`, "host = \"imap.example.org\"\ntls = \"none\"", "implicit, starttls"},
		{"what is done with mail after", `host = "imap.example.org"`, "host = \"imap.example.org\"\nafter = \"keep\"", "imap 1: after"},
		{"a password", `host = "ftp.example.org"`, "host = \"ftp.example.org\"\npassword = \"x\"", `unknown key "source.ftp.password"`},
		{"one folder twice", "", servers, "stands there twice"},
	} {
		text := paper + strings.Replace(servers, c.old, c.new, 1)
		_, err := Load(write(t, name, text))
		if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: Load() = %v, want ErrInvalid in one line naming the file and saying %q", c.name, err, c.says)
		}
	}
}

func TestSecretsOfServersComeFromTheEnvironment(t *testing.T) {
	folder := away(t)
	settings := write(t, filepath.Join(folder, "settings.toml"), paper+servers)
	t.Setenv("BROADSHEET_FTP_PASSWORD_NPA", "f")
	t.Setenv("BROADSHEET_SFTP_PASSWORD_NPA", "s")
	t.Setenv("BROADSHEET_SFTP_KEY_NPA_FILE", write(t, filepath.Join(folder, "key"), "pem\n"))
	t.Setenv("BROADSHEET_SFTP_PASSPHRASE_NPA", "p")
	t.Setenv("BROADSHEET_IMAP_PASSWORD_NPA", "i")
	t.Setenv("BROADSHEET_IMAP_TOKEN_NPA", "t")
	if _, err := Load(settings); err != nil {
		t.Fatal(err)
	}
	got, err := Secrets("npa")
	want := news.Secrets{news.SecretFTPPassword: "f", news.SecretSFTPPassword: "s", news.SecretSFTPKey: "pem", news.SecretSFTPPassphrase: "p", news.SecretIMAPPassword: "i", news.SecretIMAPToken: "t"}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("Secrets(npa) has %v, %v, want those of the environment", got, err)
	}
}
