package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata" // dates are Europe/Amsterdam, also on a machine without zone files

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// Config is the configuration as config.example.toml explains it. A key is the
// field's name in snake_case unless a tag says otherwise.
type Config struct {
	Organisation OrganisationConfig
	Mailbox      MailboxConfig
	IMAP         ServerConfig `toml:"imap"`
	SMTP         ServerConfig `toml:"smtp"`
	OAuth        OAuthConfig  `toml:"oauth"`
	People       PeopleConfig
	Intake       IntakeConfig
	Urgent       UrgentConfig
	Terms        workflow.Terms
	Calendar     CalendarConfig
	Schedule     ScheduleConfig
	Trust        TrustConfig
	Store        StoreConfig
	Backup       BackupConfig
	Templates    TemplatesConfig
	Mode         ModeConfig

	// File is the path it was read from, "" for Defaults.
	File string `toml:"-"`
	// Warnings are things that work but are probably not meant, each written as
	// ConfigError writes itself.
	Warnings []string `toml:"-"`
	// Location is organisation.timezone, loaded.
	Location *time.Location `toml:"-"`
}

// OrganisationConfig is what the mails say about who writes them.
type OrganisationConfig struct {
	Name          string
	Committee     string
	PostalAddress string `toml:"postal_address,lines"`
	Phone         string
	ContactHours  string `toml:"contact_hours,lines"`
	NextStep      string `toml:"next_step,lines"` // text on what is possible after the decision, "" for none
	Language      string
	Timezone      string
}

// MailboxConfig is the committee's mailbox.
type MailboxConfig struct {
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

// ServerConfig is a mail server and how to log in.
type ServerConfig struct {
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

// OAuthConfig is how to get an access token for auth = "xoauth2".
type OAuthConfig struct {
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

// PeopleConfig are the people with a role in every case.
type PeopleConfig struct {
	Secretary PersonConfig
	Director  PersonConfig
	Board     PersonConfig // zero Name: none
	Chair     PersonConfig // zero Name: none
	Members   []PersonConfig
}

// PersonConfig is one of them.
type PersonConfig struct {
	Name    string
	Address string
	Days    []time.Weekday // none given: Monday to Friday
	Absent  []workflow.Period
	Standin StandInConfig // zero Name: none
}

// StandInConfig is who takes a person's place.
type StandInConfig struct {
	Name    string
	Address string
}

// IntakeConfig is what happens to a new complaint.
type IntakeConfig struct {
	Release string       // "twijfel": only doubtful ones are held; "altijd": all
	MaxAge  terms.Length // older matters are held (Awb 9:8)
}

// The values of intake.release.
const (
	ReleaseDoubt  = "twijfel"
	ReleaseAlways = "altijd"
)

// UrgentConfig is who hears of Spoed beside the mailbox and the stand-in.
type UrgentConfig struct {
	To []string
}

// CalendarConfig is which days count.
type CalendarConfig struct {
	Termijnenwet bool
	EquatedDays  []terms.Date // beside the built-in ones
	EquatedUntil int
	ClosedDays   []workflow.Period
}

// ScheduleConfig are cron expressions of five fields, in organisation.timezone.
type ScheduleConfig struct {
	Reminders string
	Overview  string
}

// TrustConfig is whom to believe and how much to send by itself (trust rules).
type TrustConfig struct {
	AuthservID string   `toml:"authserv_id"` // "" when the provider writes none: then there is no DMARC verdict
	OwnHosts   []string // mail servers of our own, for Received lines
	Caps       CapsConfig
}

// CapsConfig are the numbers that end every mail loop.
type CapsConfig struct {
	AcknowledgementEvery terms.Length // one acknowledgement per address in this time (RFC 5230)
	CaseDay              int          // automatic mails per case and day, to addresses that are no configured role
	AddressDay           int          // the same per address
	StaffDay             int          // per configured address and day, then one list mail
	Hour                 int          // all together; delays, never drops
	Day                  int
	WrongCodes           int // wrong answer codes per case and day before they are ignored
}

// StoreConfig is where the database is.
type StoreConfig struct {
	Path string
}

// BackupConfig is the daily copy.
type BackupConfig struct {
	Dir  string // "" for none
	Keep int
	At   TimeOfDay
}

// TemplatesConfig is where texts that replace built-in ones are.
type TemplatesConfig struct {
	Dir string // "" for none
}

// ModeConfig is how the program runs.
type ModeConfig struct {
	Trial bool // every mail goes to the secretary as "zou gaan naar …"
}

// Defaults is the configuration before a file is read: all that need not be
// written down.
func Defaults() Config {
	server := ServerConfig{TLS: TLSImplicit, Auth: AuthPassword}
	return Config{
		Organisation: OrganisationConfig{Language: "nl", Timezone: "Europe/Amsterdam"},
		Mailbox:      MailboxConfig{Inbox: "INBOX", Poll: time.Minute, Idle: true, MaxSize: 50 * MB},
		IMAP:         server,
		SMTP:         server,
		Intake:       IntakeConfig{Release: ReleaseDoubt, MaxAge: terms.Length{N: 1, Unit: terms.Years}},
		Terms:        workflow.DefaultTerms(),
		Calendar:     CalendarConfig{Termijnenwet: true, EquatedUntil: terms.Default().EquatedUntil},
		Schedule:     ScheduleConfig{Reminders: "0 8 * * 1-5", Overview: "0 8 * * 1"},
		Trust: TrustConfig{Caps: CapsConfig{
			AcknowledgementEvery: terms.Length{N: 7, Unit: terms.Days},
			CaseDay:              3, AddressDay: 5, StaffDay: 60, Hour: 20, Day: 100, WrongCodes: 5,
		}},
		Store:  StoreConfig{Path: "klachtenpost.db"},
		Backup: BackupConfig{Keep: 14, At: TimeOfDay{3, 30}},
	}
}

// maxConfigSize keeps a database named by mistake from being read as settings.
const maxConfigSize = 1 << 20

// LoadConfig reads a configuration strictly. The error is of type ConfigErrors
// and holds everything that is wrong; the Config is then what could be read. A
// relative path is taken from the directory of the file, store.path from
// $STATE_DIRECTORY when systemd sets it.
func LoadConfig(path string) (Config, error) {
	c := Defaults()
	c.File = path
	whole := func(wrong, instead string) (Config, error) {
		return c, ConfigErrors{{File: path, Wrong: wrong, Instead: instead}}
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
