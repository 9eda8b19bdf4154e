package oauth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
)

func TestTokens(t *testing.T) {
	s := cmdtest.NewTokenServer(t)
	tk := New(cmdtest.OAuthConfig(t, s, cmdtest.ByApplication), cmdtest.Quiet())
	first, err := tk.Token(t.Context())
	if err != nil || first == "" {
		t.Fatal(err)
	}
	// Kept for the next login, also when many ask at once.
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if got, err := tk.Token(context.Background()); got != first || err != nil {
				t.Errorf("another token before the first expired: %v", err)
			}
		})
	}
	wg.Wait()
	if s.Requests > 2 || s.Most != 1 { // the first finds out where the secret goes
		t.Errorf("%d requests, %d at once", s.Requests, s.Most)
	}
	// Dropped when a mail server refused it.
	tk.Forget()
	if got, err := tk.Token(t.Context()); got == first || err != nil {
		t.Errorf("a refused token was used again: %v", err)
	}
	// Fetched anew before it expires.
	tk.until = time.Now()
	before := s.Requests
	if _, err := tk.Token(t.Context()); err != nil || s.Requests != before+1 {
		t.Errorf("%d requests after it expired, want 1: %v", s.Requests-before, err)
	}
}

func TestTokens_one_request_at_a_time(t *testing.T) {
	s := cmdtest.NewTokenServer(t)
	s.Delay = 50 * time.Millisecond
	tk := New(cmdtest.OAuthConfig(t, s, cmdtest.ByPerson), cmdtest.Quiet())
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := tk.Token(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if s.Requests != 1 {
		t.Errorf("%d requests for 20 logins, want 1", s.Requests)
	}
}

func TestUsableUntil(t *testing.T) {
	now := time.Now()
	for _, tt := range []struct{ lifetime, want time.Duration }{
		{time.Hour, 55 * time.Minute}, {10 * time.Minute, 5 * time.Minute}, {time.Minute, 30 * time.Second},
	} {
		if got := usableUntil(now.Add(tt.lifetime), now).Sub(now); got != tt.want {
			t.Errorf("a token good for %v is used for %v, want %v", tt.lifetime, got, tt.want)
		}
	}
	if got := usableUntil(time.Time{}, now); got.After(now) {
		t.Error("a token without an end is kept")
	}
}

// A refresh token that the server replaces is on disk before it is needed.
func TestTokens_rotating_refresh_token(t *testing.T) {
	s := cmdtest.NewTokenServer(t)
	s.Rotate, s.Lifetime = true, 0
	cfg := cmdtest.OAuthConfig(t, s, cmdtest.ByPerson)
	tk := New(cfg, cmdtest.Quiet())
	for n := range 5 {
		if _, err := tk.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(tk.path)
		if got := strings.TrimSpace(string(b)); err != nil || got != s.Refresh {
			t.Fatalf("round %d: the file holds %q, the server wants %q (%v)", n, got, s.Refresh, err)
		}
		if info, _ := os.Stat(tk.path); info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v", info.Mode())
		}
	}
	// Another process (check, login) rotates it: this one finds the new one.
	if _, err := New(cfg, cmdtest.Quiet()).Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := tk.Token(t.Context()); err != nil {
		t.Errorf("after another process fetched a token: %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(tk.path), ".klachtenpost-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	// It cannot be stored: the token is used, and the log says what to do.
	if err := os.Remove(tk.path); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(tk.path, "in de weg"), 0o700); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	tk.log = slog.New(slog.NewTextHandler(&log, nil))
	if _, err := tk.Token(t.Context()); err != nil {
		t.Errorf("the token was not used: %v", err)
	}
	if !strings.Contains(log.String(), "oauth.refresh_token_file") {
		t.Errorf("log: %s", log.String())
	}
	cmdtest.WantClean(t, log.String())
}

// Each way in which there is no token names what to do and no secret.
func TestTokens_refused(t *testing.T) {
	status := func(code int, name, description string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { cmdtest.OAuthError(w, code, name, description) }
	}
	for _, tt := range []struct {
		name, lines string
		set         func(*cmdtest.TokenServer)
		temporary   bool
		want        string
	}{
		{"wrong secret", `client_secret_env = "KP_TEST_SECRET"` + "\nscopes = [\"x/.default\"]", nil, false, "make a new secret for oauth.client_secret_file"},
		{"expired secret", cmdtest.ByApplication, func(s *cmdtest.TokenServer) {
			s.Answer = status(401, "invalid_client", "AADSTS7000222: keys are expired")
		}, false, "the secret of the application has expired"},
		{"unknown application", cmdtest.ByApplication, func(s *cmdtest.TokenServer) { s.Answer = status(400, "unauthorized_client", "AADSTS700016") }, false, "oauth.client_id"},
		{"no consent", cmdtest.ByApplication, func(s *cmdtest.TokenServer) { s.Answer = status(400, "unauthorized_client", "") }, false, "check -m365"},
		{"wrong scope", "client_secret_file = \"oauth-secret\"\nscopes = [\"IMAP\"]", nil, false, "oauth.scopes"},
		{"expired refresh token", cmdtest.ByPerson, func(s *cmdtest.TokenServer) { s.Refresh = "another" }, false, "klachtenpost login"},
		{"revoked refresh token", cmdtest.ByPerson, func(s *cmdtest.TokenServer) { s.Answer = status(400, "invalid_grant", "AADSTS50173: revoked") }, false, "klachtenpost login"},
		{"must agree again", cmdtest.ByPerson, func(s *cmdtest.TokenServer) { s.Answer = status(400, "interaction_required", "AADSTS50076") }, false, "klachtenpost login"},
		{"needs a secret", cmdtest.ByPerson, func(s *cmdtest.TokenServer) { s.Answer = status(401, "invalid_client", "AADSTS7000218") }, false, "public client flows"},
		{"server fault", cmdtest.ByApplication, func(s *cmdtest.TokenServer) {
			s.Answer = func(w http.ResponseWriter) { http.Error(w, cmdtest.Canary, http.StatusServiceUnavailable) }
		}, true, "it is tried again"},
		{"busy", cmdtest.ByApplication, func(s *cmdtest.TokenServer) { s.Answer = status(429, "", "") }, true, "it is tried again"},
		{"nothing there", cmdtest.ByApplication, func(s *cmdtest.TokenServer) {
			s.Answer = func(w http.ResponseWriter) { http.Error(w, cmdtest.Canary, http.StatusNotFound) }
		}, false, "oauth.token_url"},
		{"points elsewhere", cmdtest.ByApplication, func(s *cmdtest.TokenServer) {
			s.Answer = func(w http.ResponseWriter) { w.Header().Set("Location", "http://elders.example/"); w.WriteHeader(307) }
		}, false, "oauth.token_url"},
		{"no JSON", cmdtest.ByApplication, func(s *cmdtest.TokenServer) {
			s.Answer = func(w http.ResponseWriter) { io.WriteString(w, "<html>"+cmdtest.Canary) }
		}, true, "oauth.token_url"},
		{"empty", cmdtest.ByApplication, func(s *cmdtest.TokenServer) { s.Answer = func(w http.ResponseWriter) { io.WriteString(w, "{}") } }, true, "oauth.token_url"},
		{"gone", cmdtest.ByApplication, func(s *cmdtest.TokenServer) { s.Close() }, true, "nothing answers"},
		{"odd code", cmdtest.ByApplication, func(s *cmdtest.TokenServer) { s.Answer = status(400, cmdtest.Canary, cmdtest.Canary) }, false, "[oauth]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("KP_TEST_SECRET", cmdtest.Canary+"fout")
			s := cmdtest.NewTokenServer(t)
			cfg := cmdtest.OAuthConfig(t, s, tt.lines)
			if tt.set != nil {
				tt.set(s)
			}
			_, err := New(cfg, cmdtest.Quiet()).Token(t.Context())
			var token *mailbox.TokenError
			if !errors.As(err, &token) {
				t.Fatalf("error %v of type %T", err, err)
			}
			if token.Temporary != tt.temporary || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("temporary %v, want %v, and %q in: %v", token.Temporary, tt.temporary, tt.want, err)
			}
			cmdtest.WantClean(t, fmt.Sprintf("%v %+v %#v", err, err, err))
		})
	}
}

func TestTokens_slow_server(t *testing.T) {
	s := cmdtest.NewTokenServer(t)
	s.Delay = time.Hour
	tk := New(cmdtest.OAuthConfig(t, s, cmdtest.ByApplication), cmdtest.Quiet())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := tk.Token(ctx)
	var token *mailbox.TokenError
	if !errors.As(err, &token) || !token.Temporary || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	if tk.http.Timeout != tokenLimit {
		t.Errorf("a request may last %v", tk.http.Timeout)
	}
	cmdtest.WantClean(t, fmt.Sprint(err))
}

// Both servers get the token, and a login that is refused asks for a new one.
func TestXOAuth2_login(t *testing.T) {
	s := cmdtest.NewTokenServer(t)
	s.Lifetime = 0
	cfg := cmdtest.OAuthConfig(t, s, cmdtest.ByPerson)
	srv := mailtest.New(mailtest.Options{Accounts: []string{cfg.Mailbox.Address}, Token: cmdtest.Canary + "access-2"})
	defer srv.Close()
	imap, smtp, _ := Servers(cfg, cmdtest.Quiet())
	imap.Dial, smtp.Dial, imap.TLS, smtp.TLS, imap.Host, smtp.Host = srv.DialIMAP, srv.DialSMTP, config.TLSNone, config.TLSNone, "localhost", "localhost"
	if _, err := mailbox.ProbeIMAP(t.Context(), imap, mailbox.Folders{}); mailbox.TroubleOf(err) != mailbox.TroubleLogin {
		t.Errorf("the first token is not the right one: %v", err)
	}
	if _, err := mailbox.ProbeIMAP(t.Context(), imap, mailbox.Folders{}); err != nil {
		t.Errorf("IMAP with a fresh token: %v", err)
	}
	if _, err := mailbox.ProbeSMTP(t.Context(), smtp, cfg.Mailbox.Address); mailbox.TroubleOf(err) != mailbox.TroubleLogin {
		t.Errorf("SMTP with the third token: %v", err)
	}
	s.Answer = func(w http.ResponseWriter) { cmdtest.OAuthError(w, 503, "", "") }
	if _, err := mailbox.ProbeIMAP(t.Context(), imap, mailbox.Folders{}); mailbox.FaultOf(err) != mailbox.FaultConnect {
		t.Errorf("a token server with a fault counts as a refused login: %v", err)
	}
}
