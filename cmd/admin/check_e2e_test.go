package admin

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/cmd/oauth"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest/real"
)

// checkerOf is a checker for the servers of a site.
func checkerOf(s *daemontest.Site, out *bytes.Buffer) *checker {
	c := newChecker(s.Config, out)
	c.imap, c.smtp = s.IMAP, s.SMTP
	return c
}

// check and check -live on a real Dovecot and a real Postfix.
func TestRealServers_check(t *testing.T) {
	s := daemontest.NewSite(t, real.Options{})
	s.Config.IMAP.Username, s.Config.SMTP.Username = cmdtest.Committee, cmdtest.Committee
	var out bytes.Buffer
	c := checkerOf(s, &out)
	c.online(t.Context())
	if c.failed > 0 {
		t.Errorf("%d failed", c.failed)
	}
	for _, want := range []string{"secure (TLS 1.", "certificate for " + real.Host, "tells of new mail at once (IDLE)", "by the server's own marks", "takes " + cmdtest.Committee + " as sender"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not there", want)
		}
	}
	for _, addr := range []string{cmdtest.Committee, cmdtest.Director} {
		if n := len(s.Inbox(addr)); n != 0 {
			t.Errorf("check sent %d mails to %s", n, addr)
		}
	}
	t.Log(out.String())
	s.Start()
	var folder string
	s.Until("the trial letter", func() bool {
		f, err := s.IMAP.Folders(t.Context(), mailbox.Folders{})
		if folder = f.Drafts; err != nil {
			return false
		}
		return len(s.Srv.Mails(cmdtest.Committee, folder)) == 1
	})
	out.Reset()
	c = checkerOf(s, &out)
	if code := c.live(t.Context(), time.Second); code != config.ExitFailure || !strings.Contains(out.String(), "it still lies in") || !strings.Contains(out.String(), "it arrived within") {
		t.Errorf("exit %d:\n%s", code, out.String())
	}
}

// The program's own token source logs in to Dovecot and Postfix.
func TestRealServers_tokens(t *testing.T) {
	s := daemontest.NewSite(t, real.Options{OAuth: true})
	tokens := cmdtest.NewTokenServer(t)
	good := time.Hour
	tokens.Answer = func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"access_token": s.Srv.Token(cmdtest.Committee, good), "token_type": "Bearer", "expires_in": 3600})
	}
	tk := oauth.New(cmdtest.OAuthConfig(t, tokens, cmdtest.ByApplication), cmdtest.Quiet())
	s.IMAP.Auth, s.SMTP.Auth = mailbox.AuthXOAUTH2, mailbox.AuthXOAUTH2
	s.IMAP.Password, s.SMTP.Password = tk.Token, tk.Token
	login := func(want mailbox.Trouble) {
		t.Helper()
		if _, err := mailbox.ProbeIMAP(t.Context(), s.IMAP, mailbox.Folders{}); mailbox.TroubleOf(err) != want {
			t.Errorf("IMAP: %v", err)
		}
		if _, err := mailbox.ProbeSMTP(t.Context(), s.SMTP, cmdtest.Committee); mailbox.TroubleOf(err) != want {
			t.Errorf("SMTP: %v", err)
		}
	}
	login("")
	if tokens.Requests != 1 {
		t.Errorf("%d tokens for two logins, want 1", tokens.Requests)
	}
	// One that the mail server does not take any more.
	good = -time.Second
	tk.Forget()
	login(mailbox.TroubleLogin)
	good = time.Hour
	tk.Forget()
	login("")
}
