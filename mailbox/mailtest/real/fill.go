package real

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// Fill puts n mails into a user's INBOX as files, which is the one way to have
// tens of thousands of them within seconds. mail gives the i-th, with CRLF.
func (s *Servers) Fill(user string, n int, mail func(i int) []byte) {
	s.t.Helper()
	local, domain, _ := strings.Cut(strings.ToLower(user), "@")
	maildir := filepath.Join(s.path("mail"), domain, local, "Maildir")
	for _, d := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(maildir, d), 0o700); err != nil {
			s.t.Fatalf("fill %s: %v", user, err)
		}
	}
	for i := range n {
		name := filepath.Join(maildir, "new", fmt.Sprintf("%010d.M%dP1.fill", 1700000000+i/100, i))
		if err := os.WriteFile(name, mail(i), 0o600); err != nil {
			s.t.Fatalf("fill %s: %v", user, err)
		}
	}
	home := filepath.Join(s.path("mail"), domain)
	err := filepath.Walk(home, func(path string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, mailOwner, mailOwner)
	})
	if err != nil {
		s.t.Fatalf("fill %s: %v", user, err)
	}
}

// DialTLS opens a connection to one of the ports that speak TLS from the first
// byte.
func (s *Servers) DialTLS(port int) (net.Conn, error) {
	return tls.Dial("tcp", local(port), s.TLS())
}
