package mailtest

import (
	"errors"
	"strings"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"
)

func (s *Server) mechanisms() []string {
	if s.opts.Token != "" {
		return []string{"PLAIN", "XOAUTH2"}
	}
	return []string{"PLAIN"}
}

func (s *Server) login(username, secret string, token bool) (*account, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logins++
	want := s.opts.Password
	if token {
		want = s.opts.Token
	}
	a := s.accounts[strings.ToLower(username)]
	return a, a != nil && secret == want && want != ""
}

// saslServer serves PLAIN and XOAUTH2; nil for a mechanism not offered.
func (s *Server) saslServer(mech string, in func(*account)) sasl.Server {
	check := func(username, secret string, token bool) error {
		a, ok := s.login(username, secret, token)
		if !ok {
			return imapserver.ErrAuthFailed
		}
		in(a)
		return nil
	}
	switch {
	case mech == "PLAIN":
		return sasl.NewPlainServer(func(_, username, password string) error { return check(username, password, false) })
	case mech == "XOAUTH2" && s.opts.Token != "":
		return &xoauth2Server{check: func(u, t string) error { return check(u, t, true) }}
	}
	return nil
}

// xoauth2Server is Google's and Microsoft's mechanism. A refusal is first told
// in a challenge, which the client answers with nothing.
type xoauth2Server struct {
	check  func(username, token string) error
	failed error
}

func (x *xoauth2Server) Next(response []byte) (challenge []byte, done bool, err error) {
	if x.failed != nil {
		return nil, false, x.failed
	}
	if response == nil {
		return []byte{}, false, nil
	}
	user, rest, ok := strings.Cut(strings.TrimPrefix(string(response), "user="), "\x01")
	token, _, ok2 := strings.Cut(strings.TrimPrefix(rest, "auth=Bearer "), "\x01")
	if !ok || !ok2 {
		return nil, false, errors.New("malformed XOAUTH2 response")
	}
	if err := x.check(user, token); err != nil {
		x.failed = err
		return []byte(`{"status":"400","schemes":"Bearer","scope":"https://mail.example/"}`), false, nil
	}
	return nil, true, nil
}
