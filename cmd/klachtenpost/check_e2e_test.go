package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest/real"
)

// checkSite is a checker for the servers of a site.
func (s *site) checker(out *bytes.Buffer) *checker {
	c := newChecker(s.cfg, out)
	c.imap, c.smtp = s.imap, s.smtp
	return c
}

// check and check -live on a real Dovecot and a real Postfix.
func TestRealServers_check(t *testing.T) {
	s := newSite(t, real.Options{})
	s.cfg.IMAP.Username, s.cfg.SMTP.Username = testCommittee, testCommittee
	var out bytes.Buffer
	c := s.checker(&out)
	c.online(t.Context())
	if c.failed > 0 {
		t.Errorf("%d failed", c.failed)
	}
	for _, want := range []string{"secure (TLS 1.", "certificate for " + real.Host, "tells of new mail at once (IDLE)", "by the server's own marks", "takes " + testCommittee + " as sender"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not there", want)
		}
	}
	for _, addr := range []string{testCommittee, testDirector} {
		if n := len(s.inbox(addr)); n != 0 {
			t.Errorf("check sent %d mails to %s", n, addr)
		}
	}
	t.Log(out.String())
	s.start()
	var folder string
	s.until("the trial letter", func() bool {
		f, err := s.imap.Folders(t.Context(), mailbox.Folders{})
		if folder = f.Drafts; err != nil {
			return false
		}
		return len(s.srv.Mails(testCommittee, folder)) == 1
	})
	out.Reset()
	c = s.checker(&out)
	if code := c.live(t.Context(), time.Second); code != exitFailure || !strings.Contains(out.String(), "it still lies in") || !strings.Contains(out.String(), "it arrived within") {
		t.Errorf("exit %d:\n%s", code, out.String())
	}
}

// The program's own token source logs in to Dovecot and Postfix.
func TestRealServers_tokens(t *testing.T) {
	s := newSite(t, real.Options{OAuth: true})
	tokens := newTokenServer(t)
	good := time.Hour
	tokens.answer = func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"access_token": s.srv.Token(testCommittee, good), "token_type": "Bearer", "expires_in": 3600})
	}
	tk := oauthConfig(t, tokens, byApplication).tokens(quiet())
	s.imap.Auth, s.smtp.Auth = mailbox.AuthXOAUTH2, mailbox.AuthXOAUTH2
	s.imap.Password, s.smtp.Password = tk.token, tk.token
	login := func(want mailbox.Trouble) {
		t.Helper()
		if _, err := mailbox.ProbeIMAP(t.Context(), s.imap, mailbox.Folders{}); mailbox.TroubleOf(err) != want {
			t.Errorf("IMAP: %v", err)
		}
		if _, err := mailbox.ProbeSMTP(t.Context(), s.smtp, testCommittee); mailbox.TroubleOf(err) != want {
			t.Errorf("SMTP: %v", err)
		}
	}
	login("")
	if tokens.requests != 1 {
		t.Errorf("%d tokens for two logins, want 1", tokens.requests)
	}
	// One that the mail server does not take any more.
	good = -time.Second
	tk.forget()
	login(mailbox.TroubleLogin)
	good = time.Hour
	tk.forget()
	login("")
}
