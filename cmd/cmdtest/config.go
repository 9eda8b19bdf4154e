// Package cmdtest is what the tests of the rooms below cmd share: the configuration
// of an invented organisation, files for it, a mail server behind certificates and
// a token server. It knows the configuration and no other room of cmd, so that the
// tests within those may use it. No program imports it.
package cmdtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/config"
)

// The people that the tests write to.
const (
	Committee   = "klachten@perspectief.example"
	Director    = "directeur@perspectief.example"
	Complainant = "anna.bakker@voorbeeld.nl"
)

// Config is that of an invented organisation.
func Config(t *testing.T) config.Config {
	t.Helper()
	c := config.Defaults()
	c.Organisation = config.Organisation{
		Name: "Perspectief Herstelbemiddeling", Committee: "Klachtencommissie Perspectief Herstelbemiddeling",
		PostalAddress: "Postbus 1, 3500 AA Utrecht", Phone: "030 123 45 67", ContactHours: "dinsdag en donderdag, 9.00 tot 12.00 uur",
		Language: "nl", Timezone: "Europe/Amsterdam",
	}
	c.Mailbox.Address = Committee
	c.Mailbox.Poll = 10 * time.Minute
	c.Mailbox.NameToComplainant = "Perspectief Herstelbemiddeling"
	c.People.Secretary = config.Person{Name: "Karin van Haperen", Days: []time.Weekday{time.Tuesday, time.Thursday}}
	c.People.Director = config.Person{Name: "Marieke de Wit", Address: Director}
	c.People.Board = config.Person{Name: "Ruud Groen", Address: "bestuur@perspectief.example"}
	c.IMAP.Host, c.SMTP.Host, c.IMAP.TLS, c.SMTP.TLS = "localhost", "localhost", config.TLSNone, config.TLSNone
	c.IMAP.Password, c.SMTP.Password = "geheim", "geheim"
	c.Store.Path = filepath.Join(t.TempDir(), "klachten.db")
	loc, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	c.Location = loc
	return c
}

// Story is a plain complaint.
const Story = `Geachte commissie,

Hierbij dien ik een klacht in over uw bemiddelaar Sanne de Boer. Op 2 april had
ik een gesprek op uw kantoor. Zij heeft daarna zonder mijn toestemming met de
andere partij gebeld en verteld wat ik had gezegd.

Met vriendelijke groet,
Anna Bakker
Lindelaan 12, 3512 AB Utrecht
06 12345678`

// Canary stands in every secret of the tests, and nowhere else.
const Canary = "Geheim-Kanarie-7F3K"

// Plain is the shortest configuration there is.
const Plain = `[organisation]
name = "Perspectief Herstelbemiddeling"
committee = "Klachtencommissie Perspectief"
phone = "030 123 45 67"

[mailbox]
address = "klachten@perspectief.example"

[imap]
host = "imap.perspectief.example"
password_file = "imap-password"

[smtp]
host = "smtp.perspectief.example"
password_file = "smtp-password"

[people.secretary]
name = "Karin van Haperen"

[people.director]
name = "Willem Brandsma"
address = "directeur@perspectief.example"
`

// LoadText writes text as config.toml in dir and loads it.
func LoadText(t *testing.T, dir, text string) (config.Config, error) {
	t.Helper()
	path := filepath.Join(dir, "config.toml")
	MustWrite(t, path, text, 0o644)
	return config.Load(path)
}

// MustLoad is LoadText for a configuration that is right.
func MustLoad(t *testing.T, dir, text string) config.Config {
	t.Helper()
	c, err := LoadText(t, dir, text)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return c
}

// MustDir makes a directory with the password files that Plain names.
func MustDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"imap-password", "smtp-password", "oauth-secret", "oauth-token"} {
		MustWrite(t, filepath.Join(dir, name), Canary+name+"\n", 0o600)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	t.Setenv("STATE_DIRECTORY", "")
	return dir
}

// MustWrite writes a file with exactly this mode.
func MustWrite(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// MustMkdir makes a directory with exactly this mode.
func MustMkdir(t *testing.T, dir string, mode os.FileMode) {
	t.Helper()
	if err := os.Mkdir(dir, mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
}

// WantClean fails when a text holds a secret or a stack trace.
func WantClean(t *testing.T, text string) {
	t.Helper()
	for _, bad := range []string{Canary, "goroutine ", "panic", ".go:"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q in: %s", bad, text)
		}
	}
}
