// Package advice says what is the matter when a mail server or the database does
// not do what it should, and what an administrator can do about it. It knows the
// troubles that packages mailbox and store tell apart and the keys of the
// configuration they belong to. It meets no trouble itself: it connects nowhere,
// opens nothing and writes no log.
package advice

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"klachtenpost/cmd/config"
	"klachtenpost/mailbox"
	"klachtenpost/store"
)

// Trouble says in a few words what is the matter with a server.
var Trouble = map[mailbox.Trouble]string{
	mailbox.TroubleName:      "there is no host of that name",
	mailbox.TroubleRefused:   "nothing answers on that port",
	mailbox.TroubleNetwork:   "no connection, or it was lost",
	mailbox.TroubleSilent:    "no answer in time",
	mailbox.TroubleExpired:   "its certificate has expired, or is not valid yet",
	mailbox.TroubleForeign:   "its certificate was issued by somebody this machine does not trust",
	mailbox.TroubleWrongName: "its certificate is for another name",
	mailbox.TroubleNoTLS:     "it offers no STARTTLS",
	mailbox.TroubleNotTLS:    "it does not speak TLS from the start",
	mailbox.TroublePlain:     `tls = "none" is for this machine only`,
	mailbox.TroubleTLS:       "no secure connection",
	mailbox.TroubleLogin:     "it refuses the login",
	mailbox.TroubleToken:     "there is no access token to log in with",
	mailbox.TroubleMethod:    "it offers no login that may be used",
	mailbox.TroubleServer:    "it answers something else than it should",
}

// Advice is what is the matter and what an administrator can do about it. It
// holds no secret, and nothing a server said but a short reply without names.
type Advice struct{ What, Do string }

func (a Advice) String() string { return a.What + "; " + a.Do }

// For explains an error of the server under [section].
func For(section string, c config.Server, err error) Advice {
	host, at := c.Host, net.JoinHostPort(c.Host, strconv.Itoa(c.Port))
	key := func(name string) string { return section + "." + name }
	usual := map[string]int{"imap": 993, "smtp": 465}[section]
	trouble := mailbox.TroubleOf(err)
	shown := mailbox.ShownCertificate(err)
	what, do := fmt.Sprintf("%s: %s", at, Trouble[trouble]), ""
	switch trouble {
	case mailbox.TroubleName:
		what = fmt.Sprintf("there is no host %q", host)
		do = fmt.Sprintf("check %s, and that this machine can look up names", key("host"))
	case mailbox.TroubleRefused, mailbox.TroubleSilent, mailbox.TroubleNetwork:
		do = fmt.Sprintf("check %s and %s, and that no firewall is in between; it is tried again by itself", key("host"), key("port"))
	case mailbox.TroubleExpired:
		if shown != nil {
			what = fmt.Sprintf("the certificate of %s is valid from %s to %s, and today is %s", at, day(shown.From), day(shown.Until), day(time.Now()))
		}
		do = "if that day is right, ask whoever runs the mail server to renew it; until then no password and no mail goes there"
	case mailbox.TroubleForeign:
		if shown != nil {
			what = fmt.Sprintf("the certificate of %s was issued by %s, which this machine does not trust", at, shown.Issuer)
		}
		do = fmt.Sprintf("check %s; if the issuer is one of your own, put its certificate in /usr/local/share/ca-certificates and run update-ca-certificates; otherwise somebody may be in between, and no password was sent", key("host"))
	case mailbox.TroubleWrongName:
		names := "another name"
		if shown != nil {
			names = strings.Join(shown.Names[:min(5, len(shown.Names))], ", ")
		}
		what = fmt.Sprintf("the certificate of %s is for %s", at, names)
		do = fmt.Sprintf("write in %s the name that the mail server itself goes by; no password was sent", key("host"))
	case mailbox.TroubleNoTLS:
		do = fmt.Sprintf("write %s = \"implicit\" and %s = %d; if it worked before, somebody in between may be taking STARTTLS out, and no password was sent", key("tls"), key("port"), usual)
	case mailbox.TroubleNotTLS:
		do = fmt.Sprintf("write %s = \"starttls\", or the port that speaks TLS (%s = %d)", key("tls"), key("port"), usual)
	case mailbox.TroublePlain, mailbox.TroubleTLS:
		do = fmt.Sprintf("write %s = \"implicit\" or \"starttls\"; the server must know TLS 1.2 or newer", key("tls"))
	case mailbox.TroubleToken:
		var token *mailbox.TokenError
		errors.As(err, &token)
		what, do = token.Error(), "the login to "+at+" waits for that"
	case mailbox.TroubleLogin:
		what, do = loginAdvice(section, c, at)
	case mailbox.TroubleMethod:
		do = fmt.Sprintf("it may want %s = \"xoauth2\" (Microsoft 365, Google), or %s = \"implicit\" first", key("auth"), key("tls"))
	default:
		do = "it is tried again by itself; if it stays so, ask whoever runs the mail server"
	}
	return Advice{what, do}
}

func loginAdvice(section string, c config.Server, at string) (what, do string) {
	if c.Auth == config.AuthXOAuth2 {
		return fmt.Sprintf("%s refuses the access token", at),
			fmt.Sprintf("check %s.username (the mailbox itself), and that the application has its permissions and the right to this mailbox: klachtenpost check -m365 shows the commands; a change there can take an hour", section)
	}
	where := section + ".password_file"
	if c.PasswordEnv != "" {
		where = section + ".password_env"
	}
	return fmt.Sprintf("%s refuses the name or the password", at),
		fmt.Sprintf("check %s.username and the password in %s; Microsoft 365 and Google want %s.auth = \"xoauth2\"; the next try is in 15 minutes, so that the account is not locked", section, where, section)
}

func day(t time.Time) string { return t.Format("2006-01-02") }

// Store explains an error of the database, or gives it as it is.
func Store(path string, err error) string {
	do := ""
	switch {
	case errors.Is(err, store.ErrLocked):
		do = "stop that one first, or give this one another store.path"
	case errors.Is(err, store.ErrNewer), errors.Is(err, store.ErrOlder):
		return err.Error()
	case store.Full(err):
		do = "the disk is full: make room on the disk that holds " + path + ", then start again; no mail is lost, it waits in the mailbox"
	case store.ReadOnly(err):
		do = "the disk, directory or file may not be written: give the user that runs klachtenpost the right to write in the directory of " + path + ", and check that the disk is not mounted read-only"
	case store.Damaged(err):
		do = path + " is damaged or is no database of klachtenpost: keep it, and put back the newest copy from backup.dir"
	case store.IsStorage(err):
		do = "the disk that holds " + path + " does not do what it should: check it (dmesg), then start again; no mail is lost, it waits in the mailbox"
	default:
		return err.Error()
	}
	return err.Error() + "; " + do
}
