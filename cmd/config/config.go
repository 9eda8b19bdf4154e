// Package config is the configuration: reading it strictly, saying everything
// that is wrong with it at once, and making the rules of the procedure from it.
// It also holds what all sub-commands share on the command line, the flag -config
// and the exit codes. It knows which keys there are, how a value is written and
// where a secret may lie. It talks to no server, opens no database, and does not
// know what the daemon does with a setting.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// Config is the configuration as config.example.toml explains it. A key is the
// field's name in snake_case unless a tag says otherwise.
type Config struct {
	Organisation Organisation
	Mailbox      Mailbox
	IMAP         Server `toml:"imap"`
	SMTP         Server `toml:"smtp"`
	OAuth        OAuth  `toml:"oauth"`
	People       People
	Intake       Intake
	Urgent       Urgent
	Terms        workflow.Terms
	Calendar     Calendar
	Schedule     Schedule
	Trust        Trust
	Store        Store
	Backup       Backup
	Templates    Templates
	Mode         Mode

	// File is the path it was read from, "" for Defaults.
	File string `toml:"-"`
	// Warnings are things that work but are probably not meant, each written as
	// ConfigError writes itself.
	Warnings []string `toml:"-"`
	// Location is organisation.timezone, loaded.
	Location *time.Location `toml:"-"`
}

// Organisation is what the mails say about who writes them.
type Organisation struct {
	Name          string
	Committee     string
	PostalAddress string `toml:"postal_address,lines"`
	Phone         string
	ContactHours  string `toml:"contact_hours,lines"`
	NextStep      string `toml:"next_step,lines"` // text on what is possible after the decision, "" for none
	Language      string
	Timezone      string
}

// Mailbox is the committee's mailbox.
type Mailbox struct {
	Address           string
	Name              string // shown as sender; "" becomes the committee's name
	NameToComplainant string // neutral sender name; "" becomes Name
	Inbox             string
	Sent              string // "" is found by the server's own marks or known names
	Drafts            string
	Junk              string
	Poll              time.Duration
	Idle              bool
	MaxSize           Size
	OwnListIDs        []string `toml:"own_list_ids"`
	Scanners          []string
}

// Server is a mail server and how to log in.
type Server struct {
	Host         string
	Port         int    // 0 becomes the usual port of TLS
	TLS          string `toml:"tls"`
	Username     string // "" becomes mailbox.address
	Auth         string
	PasswordFile string
	PasswordEnv  string
	Password     Secret `toml:"-"` // read from the file or the environment
}

// The values of imap.tls and imap.auth, and of the same keys of smtp.
const (
	TLSImplicit  = "implicit"
	TLSStart     = "starttls"
	TLSNone      = "none" // to this machine only
	AuthPassword = "password"
	AuthXOAuth2  = "xoauth2"
)

// OAuth is how to get an access token for auth = "xoauth2".
type OAuth struct {
	TokenURL         string `toml:"token_url"` // made from Tenant when that is set
	Tenant           string
	ClientID         string `toml:"client_id"`
	ClientSecretFile string
	ClientSecretEnv  string
	RefreshTokenFile string
	RefreshTokenEnv  string
	Scopes           []string
	SecretExpires    terms.Date
	ClientSecret     Secret `toml:"-"`
	RefreshToken     Secret `toml:"-"`
}

// People are the people with a role in every case.
type People struct {
	Secretary Person
	Director  Person
	Board     Person // zero Name: none
	Chair     Person // zero Name: none
	Members   []Person
}

// Person is one of them.
type Person struct {
	Name    string
	Address string
	Days    []time.Weekday // none given: Monday to Friday
	Absent  []workflow.Period
	Standin StandIn // zero Name: none
}

// StandIn is who takes a person's place.
type StandIn struct {
	Name    string
	Address string
}

// Intake is what happens to a new complaint.
type Intake struct {
	Release string       // "twijfel": only doubtful ones are held; "altijd": all
	MaxAge  terms.Length // older matters are held (Awb 9:8)
}

// The values of intake.release.
const (
	ReleaseDoubt  = "twijfel"
	ReleaseAlways = "altijd"
)

// Urgent is who hears of Spoed beside the mailbox and the stand-in.
type Urgent struct {
	To []string
}

// Calendar is which days count.
type Calendar struct {
	Termijnenwet bool
	EquatedDays  []terms.Date // beside the built-in ones
	EquatedUntil int
	ClosedDays   []workflow.Period
}

// Schedule are cron expressions of five fields, in organisation.timezone.
type Schedule struct {
	Reminders string
	Overview  string
}

// Trust is whom to believe and how much to send by itself (trust rules).
type Trust struct {
	AuthservID string   `toml:"authserv_id"` // "" when the provider writes none: then there is no DMARC verdict
	OwnHosts   []string // mail servers of our own, for Received lines
	Caps       Caps
}

// Caps are the numbers that end every mail loop.
type Caps struct {
	AcknowledgementEvery terms.Length // one acknowledgement per address in this time (RFC 5230)
	CaseDay              int          // automatic mails per case and day, to addresses that are no configured role
	AddressDay           int          // the same per address
	StaffDay             int          // per configured address and day, then one list mail
	Hour                 int          // all together; delays, never drops
	Day                  int
	WrongCodes           int // wrong answer codes per case and day before they are ignored
}

// Store is where the database is.
type Store struct {
	Path string
}

// Backup is the daily copy.
type Backup struct {
	Dir       string // "" for none
	Keep      int
	At        TimeOfDay
	Recipient string // of age, for whom the copies are encrypted; "" for nobody
}

// Templates is where texts that replace built-in ones are.
type Templates struct {
	Dir string // "" for none
}

// Mode is how the program runs.
type Mode struct {
	Trial bool // every mail goes to the secretary as "zou gaan naar …"
}

// Defaults is the configuration before a file is read: all that need not be
// written down.
func Defaults() Config {
	server := Server{TLS: TLSImplicit, Auth: AuthPassword}
	return Config{
		Organisation: Organisation{Language: "nl", Timezone: "Europe/Amsterdam"},
		Mailbox:      Mailbox{Inbox: "INBOX", Poll: time.Minute, Idle: true, MaxSize: 50 * MB},
		IMAP:         server,
		SMTP:         server,
		Intake:       Intake{Release: ReleaseDoubt, MaxAge: terms.Length{N: 1, Unit: terms.Years}},
		Terms:        workflow.DefaultTerms(),
		Calendar:     Calendar{Termijnenwet: true, EquatedUntil: terms.Default().EquatedUntil},
		Schedule:     Schedule{Reminders: "0 8 * * 1-5", Overview: "0 8 * * 1"},
		Trust: Trust{Caps: Caps{
			AcknowledgementEvery: terms.Length{N: 7, Unit: terms.Days},
			CaseDay:              3, AddressDay: 5, StaffDay: 60, Hour: 20, Day: 100, WrongCodes: 5,
		}},
		Store:  Store{Path: "klachtenpost.db"},
		Backup: Backup{Keep: 14, At: TimeOfDay{3, 30}},
	}
}

// maxConfigSize keeps a database named by mistake from being read as settings.
const maxConfigSize = 1 << 20

// Load reads a configuration strictly. The error is of type ConfigErrors
// and holds everything that is wrong; the Config is then what could be read. A
// relative path is taken from the directory of the file, store.path from
// $STATE_DIRECTORY when systemd sets it.
func Load(path string) (Config, error) {
	c := Defaults()
	c.File = path
	whole := func(wrong, instead string) (Config, error) {
		return c, Errors{{File: path, Wrong: wrong, Instead: instead}}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return whole("no such file", "copy config.example.toml to it, or name another with -config")
	case err != nil:
		return whole("cannot be read: "+readCause(err), "give the user that runs klachtenpost the right to read it")
	case info.IsDir():
		return whole("is a directory", "name the file in it with -config")
	case info.Size() > maxConfigSize:
		return whole(fmt.Sprintf("has %d bytes, which is no configuration", info.Size()), "name another file with -config")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return whole("cannot be read: "+readCause(err), "give the user that runs klachtenpost the right to read it")
	}
	return readConfig(c, data)
}

func readCause(err error) string {
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return perr.Err.Error()
	}
	return err.Error()
}

// readConfig reads data over the defaults in c and checks the whole.
func readConfig(c Config, data []byte) (Config, error) {
	dir, err := filepath.Abs(filepath.Dir(c.File))
	if err != nil {
		dir = filepath.Dir(c.File)
	}
	f := parseTOML(data)
	k := &configCheck{tomlDecode: decodeTOML(f, &c), c: &c, dir: dir}
	k.errs = append(k.errs, f.syntax...)
	k.errs = append(k.errs, f.shape...)
	k.all()
	k.errs.sort()
	k.warnings.sort()
	for _, w := range k.warnings {
		w.File = c.File
		c.Warnings = append(c.Warnings, w.Error())
	}
	if len(k.errs) == 0 {
		return c, nil
	}
	for i := range k.errs {
		k.errs[i].File = c.File
	}
	return c, k.errs
}
