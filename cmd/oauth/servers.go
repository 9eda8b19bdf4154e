package oauth

import (
	"context"
	"log/slog"

	"klachtenpost/cmd/config"
	"klachtenpost/mailbox"
)

// Servers makes the connection settings of the two servers, and the source of
// access tokens that they share; it is nil when both log in with a password.
func Servers(c config.Config, log *slog.Logger) (imap, smtp mailbox.Server, t *Tokens) {
	if c.IMAP.Auth == config.AuthXOAuth2 || c.SMTP.Auth == config.AuthXOAuth2 {
		t = New(c, log)
	}
	return server(c.IMAP, c.Mailbox.Address, t), server(c.SMTP, c.Mailbox.Address, t), t
}

// server makes the connection settings of one of them.
func server(c config.Server, mailboxAddress string, t *Tokens) mailbox.Server {
	user := c.Username
	if user == "" {
		user = mailboxAddress
	}
	password := string(c.Password)
	s := mailbox.Server{
		Host: c.Host, Port: c.Port, TLS: c.TLS, Auth: c.Auth, Username: user,
		Password: func(context.Context) (string, error) { return password, nil },
	}
	if c.Auth == config.AuthXOAuth2 && t != nil {
		s.Password = t.Token // a fresh one before each login
	}
	return s
}
