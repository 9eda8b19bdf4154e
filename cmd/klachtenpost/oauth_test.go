package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow/terms"
)

// tokenServer is an OAuth2 token server in this process.
type tokenServer struct {
	*httptest.Server
	mu       sync.Mutex
	requests int
	active   int // requests at this moment
	most     int
	refresh  string        // the one refresh token that is good
	rotate   bool          // gives a new refresh token each time, and takes the old one back
	lifetime int           // expires_in; 0 leaves it out
	delay    time.Duration // before each answer
	answer   func(w http.ResponseWriter)
	pending  int // device code polls before somebody has logged in
	last     map[string]string
}

func newTokenServer(t *testing.T) *tokenServer {
	t.Helper()
	s := &tokenServer{refresh: canary + "refresh-0", lifetime: 3600}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// oauthError answers as RFC 6749 section 5.2 says, with a description that holds
// what must not be repeated.
func oauthError(w http.ResponseWriter, status int, code, description string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": description + " " + canary})
}

func (s *tokenServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	s.mu.Lock()
	s.requests++
	s.active++
	s.most = max(s.most, s.active)
	n, delay := s.requests, s.delay
	s.last = map[string]string{"path": r.URL.Path}
	for k := range r.PostForm {
		s.last[k] = r.PostForm.Get(k)
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.active--
		s.mu.Unlock()
	}()
	select {
	case <-time.After(delay):
	case <-r.Context().Done():
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answer != nil {
		s.answer(w)
		return
	}
	reply := map[string]any{"access_token": fmt.Sprintf("%saccess-%d", canary, n), "token_type": "Bearer"}
	if s.lifetime > 0 {
		reply["expires_in"] = s.lifetime
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/devicecode"):
		reply = map[string]any{"device_code": canary + "device", "user_code": "BCDF-GHJK", "verification_uri": "https://login.example.org/device", "expires_in": 900, "interval": 1}
	case r.PostForm.Get("grant_type") == "client_credentials":
		if r.PostForm.Get("client_secret") != canary+"oauth-secret" {
			oauthError(w, 401, "invalid_client", "AADSTS7000215: Invalid client secret provided")
			return
		}
		if !strings.Contains(r.PostForm.Get("scope"), ".default") {
			oauthError(w, 400, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid")
			return
		}
	case r.PostForm.Get("grant_type") == "refresh_token":
		if r.PostForm.Get("refresh_token") != s.refresh {
			oauthError(w, 400, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity")
			return
		}
	case strings.HasSuffix(r.PostForm.Get("grant_type"), "device_code"):
		if s.pending--; s.pending >= 0 {
			oauthError(w, 400, "authorization_pending", "")
			return
		}
		reply["refresh_token"] = s.refresh
	}
	if s.rotate && r.PostForm.Get("grant_type") == "refresh_token" {
		s.refresh = fmt.Sprintf("%srefresh-%d", canary, n)
		reply["refresh_token"] = s.refresh
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(reply)
}

// oauthConfig is a configuration that fetches its tokens from s.
func oauthConfig(t *testing.T, s *tokenServer, lines string) Config {
	t.Helper()
	dir := mustDir(t)
	mustWrite(t, filepath.Join(dir, "oauth-token"), canary+"refresh-0\n", 0o600)
	text := strings.NewReplacer(`password_file = "imap-password"`, `auth = "xoauth2"`, `password_file = "smtp-password"`, `auth = "xoauth2"`).Replace(plain)
	return mustLoad(t, dir, text+fmt.Sprintf("[oauth]\nclient_id = \"toepassing\"\ntoken_url = %q\n%s\n", s.URL+"/t/oauth2/v2.0/token", lines))
}

const (
	byApplication = "client_secret_file = \"oauth-secret\"\nscopes = [\"https://outlook.office365.com/.default\"]"
	byPerson      = "refresh_token_file = \"oauth-token\""
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// wantClean fails when a text holds a secret or a stack trace.
func wantClean(t *testing.T, text string) {
	t.Helper()
	for _, bad := range []string{canary, "goroutine ", "panic", ".go:"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q in: %s", bad, text)
		}
	}
}

func TestTokens(t *testing.T) {
	s := newTokenServer(t)
	tk := oauthConfig(t, s, byApplication).tokens(quiet())
	first, err := tk.token(t.Context())
	if err != nil || first == "" {
		t.Fatal(err)
	}
	// Kept for the next login, also when many ask at once.
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if got, err := tk.token(context.Background()); got != first || err != nil {
				t.Errorf("another token before the first expired: %v", err)
			}
		})
	}
	wg.Wait()
	if s.requests > 2 || s.most != 1 { // the first finds out where the secret goes
		t.Errorf("%d requests, %d at once", s.requests, s.most)
	}
	// Dropped when a mail server refused it.
	tk.forget()
	if got, err := tk.token(t.Context()); got == first || err != nil {
		t.Errorf("a refused token was used again: %v", err)
	}
	// Fetched anew before it expires.
	tk.until = time.Now()
	before := s.requests
	if _, err := tk.token(t.Context()); err != nil || s.requests != before+1 {
		t.Errorf("%d requests after it expired, want 1: %v", s.requests-before, err)
	}
}

func TestTokens_one_request_at_a_time(t *testing.T) {
	s := newTokenServer(t)
	s.delay = 50 * time.Millisecond
	tk := oauthConfig(t, s, byPerson).tokens(quiet())
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := tk.token(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if s.requests != 1 {
		t.Errorf("%d requests for 20 logins, want 1", s.requests)
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
	s := newTokenServer(t)
	s.rotate, s.lifetime = true, 0
	cfg := oauthConfig(t, s, byPerson)
	tk := cfg.tokens(quiet())
	for n := range 5 {
		if _, err := tk.token(t.Context()); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(tk.path)
		if got := strings.TrimSpace(string(b)); err != nil || got != s.refresh {
			t.Fatalf("round %d: the file holds %q, the server wants %q (%v)", n, got, s.refresh, err)
		}
		if info, _ := os.Stat(tk.path); info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v", info.Mode())
		}
	}
	// Another process (check, login) rotates it: this one finds the new one.
	if _, err := cfg.tokens(quiet()).token(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := tk.token(t.Context()); err != nil {
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
	if _, err := tk.token(t.Context()); err != nil {
		t.Errorf("the token was not used: %v", err)
	}
	if !strings.Contains(log.String(), "oauth.refresh_token_file") {
		t.Errorf("log: %s", log.String())
	}
	wantClean(t, log.String())
}

// Each way in which there is no token names what to do and no secret.
func TestTokens_refused(t *testing.T) {
	status := func(code int, name, description string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { oauthError(w, code, name, description) }
	}
	for _, tt := range []struct {
		name, lines string
		set         func(*tokenServer)
		temporary   bool
		want        string
	}{
		{"wrong secret", `client_secret_env = "KP_TEST_SECRET"` + "\nscopes = [\"x/.default\"]", nil, false, "make a new secret for oauth.client_secret_file"},
		{"expired secret", byApplication, func(s *tokenServer) { s.answer = status(401, "invalid_client", "AADSTS7000222: keys are expired") }, false, "the secret of the application has expired"},
		{"unknown application", byApplication, func(s *tokenServer) { s.answer = status(400, "unauthorized_client", "AADSTS700016") }, false, "oauth.client_id"},
		{"no consent", byApplication, func(s *tokenServer) { s.answer = status(400, "unauthorized_client", "") }, false, "check -m365"},
		{"wrong scope", "client_secret_file = \"oauth-secret\"\nscopes = [\"IMAP\"]", nil, false, "oauth.scopes"},
		{"expired refresh token", byPerson, func(s *tokenServer) { s.refresh = "another" }, false, "klachtenpost login"},
		{"revoked refresh token", byPerson, func(s *tokenServer) { s.answer = status(400, "invalid_grant", "AADSTS50173: revoked") }, false, "klachtenpost login"},
		{"must agree again", byPerson, func(s *tokenServer) { s.answer = status(400, "interaction_required", "AADSTS50076") }, false, "klachtenpost login"},
		{"needs a secret", byPerson, func(s *tokenServer) { s.answer = status(401, "invalid_client", "AADSTS7000218") }, false, "public client flows"},
		{"server fault", byApplication, func(s *tokenServer) {
			s.answer = func(w http.ResponseWriter) { http.Error(w, canary, http.StatusServiceUnavailable) }
		}, true, "it is tried again"},
		{"busy", byApplication, func(s *tokenServer) { s.answer = status(429, "", "") }, true, "it is tried again"},
		{"nothing there", byApplication, func(s *tokenServer) {
			s.answer = func(w http.ResponseWriter) { http.Error(w, canary, http.StatusNotFound) }
		}, false, "oauth.token_url"},
		{"points elsewhere", byApplication, func(s *tokenServer) {
			s.answer = func(w http.ResponseWriter) { w.Header().Set("Location", "http://elders.example/"); w.WriteHeader(307) }
		}, false, "oauth.token_url"},
		{"no JSON", byApplication, func(s *tokenServer) { s.answer = func(w http.ResponseWriter) { io.WriteString(w, "<html>"+canary) } }, true, "oauth.token_url"},
		{"empty", byApplication, func(s *tokenServer) { s.answer = func(w http.ResponseWriter) { io.WriteString(w, "{}") } }, true, "oauth.token_url"},
		{"gone", byApplication, func(s *tokenServer) { s.Close() }, true, "nothing answers"},
		{"odd code", byApplication, func(s *tokenServer) { s.answer = status(400, canary, canary) }, false, "[oauth]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("KP_TEST_SECRET", canary+"fout")
			s := newTokenServer(t)
			cfg := oauthConfig(t, s, tt.lines)
			if tt.set != nil {
				tt.set(s)
			}
			_, err := cfg.tokens(quiet()).token(t.Context())
			var token *mailbox.TokenError
			if !errors.As(err, &token) {
				t.Fatalf("error %v of type %T", err, err)
			}
			if token.Temporary != tt.temporary || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("temporary %v, want %v, and %q in: %v", token.Temporary, tt.temporary, tt.want, err)
			}
			wantClean(t, fmt.Sprintf("%v %+v %#v", err, err, err))
		})
	}
}

func TestTokens_slow_server(t *testing.T) {
	s := newTokenServer(t)
	s.delay = time.Hour
	tk := oauthConfig(t, s, byApplication).tokens(quiet())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := tk.token(ctx)
	var token *mailbox.TokenError
	if !errors.As(err, &token) || !token.Temporary || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	if tk.http.Timeout != tokenLimit {
		t.Errorf("a request may last %v", tk.http.Timeout)
	}
	wantClean(t, fmt.Sprint(err))
}

// Both servers get the token, and a login that is refused asks for a new one.
func TestXOAuth2_login(t *testing.T) {
	s := newTokenServer(t)
	s.lifetime = 0
	cfg := oauthConfig(t, s, byPerson)
	srv := mailtest.New(mailtest.Options{Accounts: []string{cfg.Mailbox.Address}, Token: canary + "access-2"})
	defer srv.Close()
	imap, smtp, _ := cfg.servers(quiet())
	imap.Dial, smtp.Dial, imap.TLS, smtp.TLS, imap.Host, smtp.Host = srv.DialIMAP, srv.DialSMTP, TLSNone, TLSNone, "localhost", "localhost"
	if _, err := mailbox.ProbeIMAP(t.Context(), imap, mailbox.Folders{}); mailbox.TroubleOf(err) != mailbox.TroubleLogin {
		t.Errorf("the first token is not the right one: %v", err)
	}
	if _, err := mailbox.ProbeIMAP(t.Context(), imap, mailbox.Folders{}); err != nil {
		t.Errorf("IMAP with a fresh token: %v", err)
	}
	if _, err := mailbox.ProbeSMTP(t.Context(), smtp, cfg.Mailbox.Address); mailbox.TroubleOf(err) != mailbox.TroubleLogin {
		t.Errorf("SMTP with the third token: %v", err)
	}
	s.answer = func(w http.ResponseWriter) { oauthError(w, 503, "", "") }
	if _, err := mailbox.ProbeIMAP(t.Context(), imap, mailbox.Folders{}); mailbox.FaultOf(err) != mailbox.FaultConnect {
		t.Errorf("a token server with a fault counts as a refused login: %v", err)
	}
}

func TestLogin(t *testing.T) {
	s := newTokenServer(t)
	s.pending = 2
	cfg := oauthConfig(t, s, byPerson)
	path := cfg.tokens(quiet()).path
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := command([]string{"login", "-config", cfg.File}, nil, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, want := range []string{"https://login.example.org/device", "BCDF-GHJK", path} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in: %s", want, out.String())
		}
	}
	wantClean(t, out.String()+errs.String())
	b, err := os.ReadFile(path)
	info, _ := os.Stat(path)
	if err != nil || strings.TrimSpace(string(b)) != s.refresh || info.Mode().Perm() != 0o600 {
		t.Errorf("file %q, mode %v, %v", b, info.Mode(), err)
	}
	// Without the file every other command says what makes it.
	if err := os.Rename(path, path+".weg"); err != nil {
		t.Fatal(err)
	}
	errs.Reset()
	if code := command([]string{"status", "-config", cfg.File}, nil, io.Discard, &errs); code == exitUsage {
		t.Errorf("status: exit %d: %s", code, errs.String())
	}
	if code := command([]string{"run", "-config", cfg.File}, nil, io.Discard, &errs); code != exitUsage || !strings.Contains(errs.String(), "run klachtenpost login") {
		t.Errorf("run: exit %d: %s", code, errs.String())
	}
	// Nothing else of the configuration may be missing.
	text, _ := os.ReadFile(cfg.File)
	mustWrite(t, cfg.File, strings.Replace(string(text), "[people.director]", "[people.chair]", 1), 0o600)
	if code := command([]string{"login", "-config", cfg.File}, nil, &out, &errs); code != exitUsage {
		t.Errorf("exit %d with a broken configuration", code)
	}
}

func TestLogin_refused(t *testing.T) {
	s := newTokenServer(t)
	cfg := oauthConfig(t, s, byPerson)
	for code, want := range map[string]string{"access_denied": "check -m365", "expired_token": "[oauth]"} {
		s.answer = func(w http.ResponseWriter) { oauthError(w, 400, code, "") }
		var out, errs bytes.Buffer
		if got := command([]string{"login", "-config", cfg.File}, nil, &out, &errs); got != exitFailure || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: exit %d, %s", code, got, errs.String())
		}
		wantClean(t, out.String()+errs.String())
	}
	plainCfg := oauthConfig(t, s, byApplication)
	var errs bytes.Buffer
	if got := command([]string{"login", "-config", plainCfg.File}, nil, io.Discard, &errs); got != exitUsage || !strings.Contains(errs.String(), "refresh_token_file") {
		t.Errorf("without a place for the token: exit %d, %s", got, errs.String())
	}
}

func TestSecretExpiry(t *testing.T) {
	c := testConfig(t)
	c.IMAP.Auth, c.OAuth.SecretExpires = AuthXOAuth2, terms.Date{Year: 2026, Month: 6, Day: 30}
	for _, tt := range []struct {
		days int
		want string
	}{{61, ""}, {60, "in 60 days"}, {0, "in 0 days"}, {-1, "ran out on 2026-06-30"}} {
		got := c.secretExpiry(c.OAuth.SecretExpires.Add(-tt.days))
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%d days before: %q, want %q", tt.days, got, tt.want)
		}
	}
	c.IMAP.Auth = AuthPassword
	if got := c.secretExpiry(c.OAuth.SecretExpires); got != "" {
		t.Errorf("with a password: %q", got)
	}
}
