package config

import "broadsheet/internal/news"

// Secrets returns what the environment has of the secrets of a source's roads:
// BROADSHEET_WIRE_TOKEN_ID, BROADSHEET_PULL_AUTHORIZATION_ID,
// BROADSHEET_FTP_PASSWORD_ID, BROADSHEET_SFTP_PASSWORD_ID, BROADSHEET_SFTP_KEY_ID,
// BROADSHEET_SFTP_PASSPHRASE_ID, BROADSHEET_IMAP_PASSWORD_ID and
// BROADSHEET_IMAP_TOKEN_ID, or the files named by these with _FILE. They come
// before those that the desk has set.
func Secrets(id news.SourceID) (news.Secrets, error) {
	out := news.Secrets{}
	for kind, prefix := range map[news.SecretKind]string{
		news.SecretToken: "BROADSHEET_WIRE_TOKEN_", news.SecretAuthorization: "BROADSHEET_PULL_AUTHORIZATION_",
		news.SecretFTPPassword:  "BROADSHEET_FTP_PASSWORD_",
		news.SecretSFTPPassword: "BROADSHEET_SFTP_PASSWORD_", news.SecretSFTPKey: "BROADSHEET_SFTP_KEY_", news.SecretSFTPPassphrase: "BROADSHEET_SFTP_PASSPHRASE_",
		news.SecretIMAPPassword: "BROADSHEET_IMAP_PASSWORD_", news.SecretIMAPToken: "BROADSHEET_IMAP_TOKEN_",
	} {
		text, err := secret(secretName(prefix, id))
		if err != nil {
			return nil, err
		}
		if text != "" {
			out[kind] = text
		}
	}
	return out, nil
}
