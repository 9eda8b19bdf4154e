package mailbox

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The second lane for sending: a real Postfix on a free loopback port. It needs
// root, KLACHTENPOST_E2E=1 and nothing of an installed Postfix's configuration.
const postfixMain = `
compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example
mydestination =
virtual_mailbox_domains = voorbeeld.nl
virtual_mailbox_base = %[1]s/mail
virtual_mailbox_maps = inline:{sanne@voorbeeld.nl=sanne/}
virtual_uid_maps = static:%[2]s
virtual_gid_maps = static:%[3]s
virtual_minimum_uid = 1
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
message_size_limit = 200000
maillog_file = %[1]s/mail.log
maillog_file_prefixes = /tmp
`

const postfixMaster = `
127.0.0.1:%d inet n - n - - smtpd
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
proxymap  unix  -       -       n       -       -       proxymap
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
virtual   unix  -       n       n       -       -       virtual
anvil     unix  -       -       n       -       1       anvil
postlog   unix-dgram n  -       n       -       1       postlogd
`

func postfix(t *testing.T) (s Server, maildir string) {
	t.Helper()
	if os.Getenv("KLACHTENPOST_E2E") != "1" || os.Getuid() != 0 {
		t.Skip("needs KLACHTENPOST_E2E=1, root and Postfix")
	}
	owner, err := user.Lookup("postfix")
	if err != nil {
		t.Skip("Postfix is not installed")
	}
	dir, err := os.MkdirTemp("", "postfix")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	os.Chmod(dir, 0o755)
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	for _, d := range []string{"etc", "spool", "data", "mail"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
		if d == "data" || d == "mail" {
			os.Chown(filepath.Join(dir, d), uid, gid)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	for name, text := range map[string]string{"main.cf": fmt.Sprintf(postfixMain, dir, owner.Uid, owner.Gid), "master.cf": fmt.Sprintf(postfixMaster, port)} {
		if err := os.WriteFile(filepath.Join(dir, "etc", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(dir, "etc")
	if out, err := exec.Command("postfix", "-c", config, "start").CombinedOutput(); err != nil {
		t.Skipf("postfix start: %v: %s", err, out)
	}
	t.Cleanup(func() { exec.Command("postfix", "-c", config, "stop").Run() })
	within(t, 10*time.Second, "Postfix", func() bool {
		c, err := net.Dial("tcp", l.Addr().String())
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	return Server{Host: "127.0.0.1", Port: port, TLS: TLSNone}, filepath.Join(dir, "mail", "sanne", "new")
}

func TestPostfix(t *testing.T) {
	s, maildir := postfix(t)
	raw := mustCompose(t, sampleMail())
	raw = append(raw, ".\r\n..\r\n.a\r\n\r\n"...)
	send := func(to string, raw []byte) Result {
		return Transmit(t.Context(), s, committee, to, bytes.NewReader(raw), int64(len(raw)))
	}
	r := send(sanne, raw)
	if r.Outcome != OutcomeSent || r.QueueID == "" || r.Enhanced != "2.0.0" {
		t.Fatalf("%+v", r)
	}
	var files []string
	within(t, 10*time.Second, "delivery", func() bool {
		files, _ = filepath.Glob(filepath.Join(maildir, "*"))
		return len(files) == 1
	})
	got, err := os.ReadFile(files[0])
	if want := strings.ReplaceAll(string(raw), "\r\n", "\n"); err != nil || !strings.HasSuffix(string(got), want) {
		t.Errorf("arrived %q, %v", got, err)
	}
	for _, tt := range []struct {
		to      string
		raw     []byte
		outcome Outcome
		code    int
	}{
		{"niemand@voorbeeld.nl", raw, OutcomeRefused, 550},
		{sanne, append(bytes.Repeat([]byte("0123456789\r\n"), 20_000), "\r\n"...), OutcomeRefused, 552},
	} {
		r := send(tt.to, tt.raw)
		if r.Outcome != tt.outcome || r.Code != tt.code {
			t.Errorf("to %s: %+v, want %s %d", tt.to, r, tt.outcome, tt.code)
		}
		if strings.Contains(r.Reply, "niemand") || strings.Contains(r.Reply, "@") {
			t.Errorf("to %s: reply %q names somebody", tt.to, r.Reply)
		}
	}
}
