package real

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// mainCf is a Postfix that hosts the mailboxes of the test's domains. Mail for
// others goes to Dovecot too, which does not know them, and so back to its sender
// with a delivery report: nothing leaves the machine. The retry times are those
// of a test; a real server waits minutes. Clients at 127.0.0.1 may say that they
// are somebody else (XCLIENT): that is how mail comes from outside.
const mainCf = `
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
myhostname = {host}
mydestination =
myorigin = $myhostname
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
local_recipient_maps =
alias_maps =
alias_database =
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = texthash:{dir}/mailboxes
virtual_transport = lmtp:unix:{dir}/lmtp
local_transport = error:5.1.1 there are no people on this machine
default_transport = $virtual_transport
relay_transport = $virtual_transport
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = {dir}/auth
smtpd_tls_chain_files = {dir}/tls.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_received_header = yes
smtpd_sender_login_maps = texthash:{dir}/owners
smtpd_authorized_xclient_hosts = 127.0.0.1
maillog_file = {dir}/postfix.log
maillog_file_prefixes = {dir}
notify_classes =
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
transport_retry_time = 1s
in_flow_delay = 0
biff = no
message_size_limit = 60000000
virtual_mailbox_limit = 0
`

// masterCf runs nothing in a chroot: there is none in the test's directory. It
// wakes the queue manager each second, not after five minutes.
const masterCf = `
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
127.0.0.1:{smtps} inet n - n - - smtpd
  -o syslog_name=postfix/smtps
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

func (s *Servers) writePostfix() error {
	owner, err := user.Lookup("postfix")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	for _, name := range []string{"etc", "queue", "data"} {
		if err := os.Mkdir(s.path(name), 0o755); err != nil {
			return err
		}
	}
	if err := os.Chown(s.path("data"), uid, -1); err != nil {
		return err
	}
	var mailboxes, owners strings.Builder
	for _, u := range s.users {
		fmt.Fprintf(&mailboxes, "%s yes\n", u)
		fmt.Fprintf(&owners, "%s %s\n", u, u)
	}
	for name, text := range map[string]string{
		"etc/main.cf": s.fill(mainCf), "etc/master.cf": s.fill(masterCf),
		"mailboxes": mailboxes.String(), "owners": owners.String(),
	} {
		if err := os.WriteFile(s.path(name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	// It makes the directories of the queue and complains about mistakes.
	out, err := s.postfixCommand("postfix", "check").CombinedOutput()
	if err != nil {
		return fmt.Errorf("postfix check: %w\n%s", err, out)
	}
	dir, err := s.postfixCommand("postconf", "-h", "daemon_directory").Output()
	if err != nil {
		return fmt.Errorf("postconf: %w", err)
	}
	s.master = filepath.Join(strings.TrimSpace(string(dir)), "master")
	return nil
}

func (s *Servers) postfixCommand(name string, args ...string) *exec.Cmd {
	path, err := program(name)
	if err != nil {
		path = name
	}
	cmd := exec.Command(path, append([]string{"-c", s.path("etc")}, args...)...)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}
	return cmd
}

// startPostfix runs the master itself: what "postfix start" leaves behind would
// have no parent that could end it.
func (s *Servers) startPostfix() error {
	var err error
	if s.postfix, err = launch(s.dir, s.path("postfix.log"), s.master, "-s", "-c", s.path("etc")); err != nil {
		return err
	}
	return s.ready(s.postfix, "postfix.log", s.SMTP, s.Submission, s.SMTPS)
}
