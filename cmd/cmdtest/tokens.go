package cmdtest

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"klachtenpost/cmd/config"
)

// TokenServer is an OAuth2 token server in this process.
type TokenServer struct {
	*httptest.Server
	mu       sync.Mutex
	Requests int
	active   int // requests at this moment
	Most     int
	Refresh  string        // the one refresh token that is good
	Rotate   bool          // gives a new refresh token each time, and takes the old one back
	Lifetime int           // expires_in; 0 leaves it out
	Delay    time.Duration // before each answer
	Answer   func(w http.ResponseWriter)
	Pending  int // device code polls before somebody has logged in
	last     map[string]string
}

// NewTokenServer starts one that ends with the test.
func NewTokenServer(t *testing.T) *TokenServer {
	t.Helper()
	s := &TokenServer{Refresh: Canary + "refresh-0", Lifetime: 3600}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP gives tokens and device codes.
func (s *TokenServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	s.mu.Lock()
	s.Requests++
	s.active++
	s.Most = max(s.Most, s.active)
	n, delay := s.Requests, s.Delay
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
	if s.Answer != nil {
		s.Answer(w)
		return
	}
	reply := map[string]any{"access_token": fmt.Sprintf("%saccess-%d", Canary, n), "token_type": "Bearer"}
	if s.Lifetime > 0 {
		reply["expires_in"] = s.Lifetime
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/devicecode"):
		reply = map[string]any{"device_code": Canary + "device", "user_code": "BCDF-GHJK", "verification_uri": "https://login.example.org/device", "expires_in": 900, "interval": 1}
	case r.PostForm.Get("grant_type") == "client_credentials":
		if r.PostForm.Get("client_secret") != Canary+"oauth-secret" {
			OAuthError(w, 401, "invalid_client", "AADSTS7000215: Invalid client secret provided")
			return
		}
		if !strings.Contains(r.PostForm.Get("scope"), ".default") {
			OAuthError(w, 400, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid")
			return
		}
	case r.PostForm.Get("grant_type") == "refresh_token":
		if r.PostForm.Get("refresh_token") != s.Refresh {
			OAuthError(w, 400, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity")
			return
		}
	case strings.HasSuffix(r.PostForm.Get("grant_type"), "device_code"):
		if s.Pending--; s.Pending >= 0 {
			OAuthError(w, 400, "authorization_pending", "")
			return
		}
		reply["refresh_token"] = s.Refresh
	}
	if s.Rotate && r.PostForm.Get("grant_type") == "refresh_token" {
		s.Refresh = fmt.Sprintf("%srefresh-%d", Canary, n)
		reply["refresh_token"] = s.Refresh
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(reply)
}

// OAuthError answers as RFC 6749 section 5.2 says, with a description that holds
// what must not be repeated.
func OAuthError(w http.ResponseWriter, status int, code, description string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": description + " " + Canary})
}

// The two ways to get a token, as lines of [oauth].
const (
	ByApplication = "client_secret_file = \"oauth-secret\"\nscopes = [\"https://outlook.office365.com/.default\"]"
	ByPerson      = "refresh_token_file = \"oauth-token\""
)

// OAuthConfig is a configuration that fetches its tokens from s.
func OAuthConfig(t *testing.T, s *TokenServer, lines string) config.Config {
	t.Helper()
	dir := MustDir(t)
	MustWrite(t, filepath.Join(dir, "oauth-token"), Canary+"refresh-0\n", 0o600)
	text := strings.NewReplacer(`password_file = "imap-password"`, `auth = "xoauth2"`, `password_file = "smtp-password"`, `auth = "xoauth2"`).Replace(Plain)
	return MustLoad(t, dir, text+fmt.Sprintf("[oauth]\nclient_id = \"toepassing\"\ntoken_url = %q\n%s\n", s.URL+"/t/oauth2/v2.0/token", lines))
}

// Quiet is a log that nobody reads.
func Quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
