package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// procedure makes the rules of the procedure from the configuration.
func (c Config) procedure() workflow.Procedure {
	cal := terms.Default()
	cal.Termijnenwet = c.Calendar.Termijnenwet
	cal.EquatedUntil = max(cal.EquatedUntil, c.Calendar.EquatedUntil)
	cal.Equated = append(cal.Equated, c.Calendar.EquatedDays...)
	for _, p := range c.Calendar.ClosedDays {
		for d := p.From; !d.After(p.To); d = d.Add(1) {
			cal.Closed = append(cal.Closed, d)
		}
	}
	p := workflow.Procedure{
		Location:   c.Location,
		Calendar:   cal,
		Terms:      c.Terms,
		Committee:  workflow.ParseAddress(c.Mailbox.Name, c.Mailbox.Address),
		Secretary:  c.People.Secretary.staff(workflow.RoleSecretary),
		Director:   c.People.Director.staff(workflow.RoleDirector),
		Board:      c.People.Board.staff(workflow.RoleBoard),
		Chair:      c.People.Chair.staff(workflow.RoleChair),
		ReleaseAll: c.Intake.Release == ReleaseAlways,
		MaxAge:     c.Intake.MaxAge,
	}
	for _, m := range c.People.Members {
		p.Members = append(p.Members, m.staff(workflow.RoleMember))
	}
	for _, a := range c.Urgent.To {
		p.Urgent = append(p.Urgent, workflow.ParseAddress("", a))
	}
	return p
}

func (c PersonConfig) staff(role workflow.Role) workflow.Staff {
	s := workflow.Staff{
		Role: role, Name: c.Name, Address: workflow.ParseAddress(c.Name, c.Address),
		Days: c.Days, Absent: c.Absent,
	}
	if c.Standin.Name != "" || c.Standin.Address != "" {
		s.StandIn = &workflow.Staff{
			Role: workflow.RoleStandIn, Name: c.Standin.Name,
			Address: workflow.ParseAddress(c.Standin.Name, c.Standin.Address),
		}
	}
	return s
}

// servers makes the connection settings of the two servers, and the source of
// access tokens that they share; it is nil when both log in with a password.
func (c Config) servers(log *slog.Logger) (imap, smtp mailbox.Server, t *tokens) {
	if c.IMAP.Auth == AuthXOAuth2 || c.SMTP.Auth == AuthXOAuth2 {
		t = c.tokens(log)
	}
	return c.IMAP.server(c.Mailbox.Address, t), c.SMTP.server(c.Mailbox.Address, t), t
}

// server makes the connection settings of one of them.
func (c ServerConfig) server(mailboxAddress string, t *tokens) mailbox.Server {
	user := c.Username
	if user == "" {
		user = mailboxAddress
	}
	password := string(c.Password)
	s := mailbox.Server{
		Host: c.Host, Port: c.Port, TLS: c.TLS, Auth: c.Auth, Username: user,
		Password: func(context.Context) (string, error) { return password, nil },
	}
	if c.Auth == AuthXOAuth2 && t != nil {
		s.Password = t.token // a fresh one before each login
	}
	return s
}

// installKey reads the key under which our own mails are marked, and makes it at
// the first start. It lies beside the configuration, so that a database that was
// restored elsewhere does not bring it along.
func installKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err == nil {
		if len(key) < 26 {
			return nil, fmt.Errorf("%s: is damaged; restore it from a backup", path)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	key = []byte(rand.Text() + rand.Text())
	if err := os.WriteFile(path, key, 0o600); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return key, nil
}

// crockford are the characters of answer codes and letter secrets (Crockford's
// base32): none of them is mistaken for another.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newCode makes ten random characters, 50 bits.
func newCode() string {
	raw := make([]byte, 10)
	rand.Read(raw) // never fails (crypto/rand)
	for i, b := range raw {
		raw[i] = crockford[b%32]
	}
	return string(raw)
}

// civil is the time of day in the procedure's zone, for mails that name it.
func civil(t time.Time, loc *time.Location) string { return t.In(loc).Format("15:04") }
