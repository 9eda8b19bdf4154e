package real

import (
	"fmt"
	"os"
	"strings"
)

// mailOwner owns the mailboxes: a number that no account of the machine has.
const mailOwner = 5317

// dovecotConf is a Dovecot of a small office, as its manual has it, but in one
// directory. The login processes are not locked up in an empty root, so that a
// container can run them.
const dovecotConf = `
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
hostname = {host}
ssl = required
ssl_cert = <{dir}/tls.pem
ssl_key = <{dir}/tls.pem
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = plain login{mechanisms}
auth_username_format = %Lu
auth_failure_delay = 0
first_valid_uid = {owner}
last_valid_uid = {owner}
first_valid_gid = {owner}
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
{oauth}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = username_format=%Lu {dir}/users
}
userdb {
  driver = passwd-file
  args = username_format=%Lu {dir}/users
  default_fields = uid={owner} gid={owner} home={dir}/mail/%Ld/%Ln
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = subscribe
    special_use = \Sent
  }
  mailbox Drafts {
    auto = subscribe
    special_use = \Drafts
  }
  mailbox Junk {
    auto = subscribe
    special_use = \Junk
  }
  mailbox Trash {
    auto = subscribe
    special_use = \Trash
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = {imap}
  }
  inet_listener imaps {
    port = {imaps}
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service lmtp {
  unix_listener {dir}/lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener {dir}/auth {
    mode = 0666
  }
}
`

const dovecotOAuth = `
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {dir}/oauth2.conf
}
`

func (s *Servers) writeDovecot() error {
	mechanisms, oauth := "", ""
	if s.tokens != nil {
		mechanisms, oauth = " xoauth2 oauthbearer", s.fill(dovecotOAuth)
		text := "introspection_mode = post\nintrospection_url = " + s.tokens.url() +
			"\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n"
		if err := os.WriteFile(s.path("oauth2.conf"), []byte(text), 0o644); err != nil {
			return err
		}
	}
	var users strings.Builder
	for _, u := range s.users {
		fmt.Fprintf(&users, "%s:{PLAIN}%s::::::\n", u, s.Password)
	}
	// Dovecot's auth process reads it without being root.
	if err := os.WriteFile(s.path("users"), []byte(users.String()), 0o644); err != nil {
		return err
	}
	if err := os.Mkdir(s.path("mail"), 0o755); err != nil {
		return err
	}
	if err := os.Chown(s.path("mail"), mailOwner, mailOwner); err != nil {
		return err
	}
	conf := strings.NewReplacer("{mechanisms}", mechanisms, "{oauth}", oauth).Replace(dovecotConf)
	return os.WriteFile(s.path("dovecot.conf"), []byte(s.fill(conf)), 0o644)
}

// fill puts names and numbers into a configuration.
func (s *Servers) fill(text string) string {
	return strings.NewReplacer(
		"{dir}", s.dir, "{host}", Host, "{owner}", fmt.Sprint(mailOwner),
		"{imap}", fmt.Sprint(s.IMAP), "{imaps}", fmt.Sprint(s.IMAPS),
		"{submission}", fmt.Sprint(s.Submission), "{smtps}", fmt.Sprint(s.SMTPS), "{smtp}", fmt.Sprint(s.SMTP),
		"{domains}", strings.Join(s.domains(), ", "),
	).Replace(text)
}

func (s *Servers) startDovecot() error {
	path, err := program("dovecot")
	if err != nil {
		return err
	}
	if s.dovecot, err = launch(s.dir, s.path("dovecot.log"), path, "-F", "-c", s.path("dovecot.conf")); err != nil {
		return err
	}
	return s.ready(s.dovecot, "dovecot.log", s.IMAP, s.IMAPS)
}
