// Package oauth is how the program logs in to the mail servers: with a password,
// or with an access token that it fetches, keeps and renews (RFC 6749), after
// somebody logged in once with a code (RFC 8628). It knows token servers and where
// a refresh token is kept. It does not know what is read or sent over a
// connection, and it repeats no secret and nothing that a token server wrote.
package oauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/mailbox"
)

// Access tokens.
const (
	tokenLimit = 30 * time.Second // for one request to the token server
	tokenSpare = 5 * time.Minute  // a token is not used in the last minutes of its life
)

// Scopes that Microsoft 365 wants when oauth.scopes is left out: for the
// application itself, and for somebody who logs in.
var (
	appScopes  = []string{"https://outlook.office365.com/.default"}
	UserScopes = []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access"}
)

// Tokens gives access tokens for XOAUTH2. IMAP and SMTP share one, for both ask
// before each login; it is kept until shortly before it expires. Nothing that it
// says holds a secret: not even what the token server answers is repeated.
type Tokens struct {
	cfg  config.OAuth
	path string // where a refresh token that changes is kept; "" for none
	http *http.Client
	log  *slog.Logger

	app  clientcredentials.Config // the application by itself
	user oauth2.Config            // somebody who logged in once

	stale   atomic.Bool   // a server refused the token
	one     chan struct{} // holds the one that asks
	access  string
	until   time.Time
	refresh string
}

// New makes the token source of a configuration.
func New(c config.Config, log *slog.Logger) *Tokens {
	t := &Tokens{
		cfg: c.OAuth, log: log, one: make(chan struct{}, 1), refresh: string(c.OAuth.RefreshToken),
		// What is sent holds the secret: it goes where the configuration says, and
		// nowhere that this server points to.
		http: &http.Client{Timeout: tokenLimit, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	if c.OAuth.RefreshTokenFile != "" {
		t.path = c.SecretFilePath(c.OAuth.RefreshTokenFile)
	}
	// RFC 6749 section 2.3.1: a client without a secret can only name itself in the
	// body, and Microsoft takes the secret there. Of others it is found out.
	style, secret, scopes := oauth2.AuthStyleAutoDetect, string(c.OAuth.ClientSecret), c.OAuth.Scopes
	if c.OAuth.Tenant != "" || secret == "" {
		style = oauth2.AuthStyleInParams
	}
	if len(scopes) == 0 && c.OAuth.Tenant != "" {
		scopes = appScopes
	}
	t.app = clientcredentials.Config{ClientID: c.OAuth.ClientID, ClientSecret: secret, TokenURL: c.OAuth.TokenURL, Scopes: scopes, AuthStyle: style}
	t.user = oauth2.Config{ClientID: c.OAuth.ClientID, ClientSecret: secret, Endpoint: oauth2.Endpoint{TokenURL: c.OAuth.TokenURL, AuthStyle: style}}
	return t
}

// byUser tells whether somebody logged in, rather than the application itself.
func (t *Tokens) byUser() bool { return t.refresh != "" || t.path != "" }

// Token gives a valid access token. Only one caller at a time asks the server,
// and the others get what it was given. An error is a *mailbox.TokenError that
// names what to do.
func (t *Tokens) Token(ctx context.Context) (string, error) {
	select {
	case t.one <- struct{}{}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	defer func() { <-t.one }()
	now := time.Now()
	if !t.stale.Swap(false) && t.access != "" && now.Before(t.until) {
		return t.access, nil
	}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, t.http), tokenLimit)
	defer cancel()
	got, err := t.request(ctx)
	if err != nil {
		return "", t.explain(err)
	}
	t.access, t.until = got.AccessToken, usableUntil(got.Expiry, now)
	return t.access, nil
}

// Forget drops the token, since a server refused it: the next login asks anew.
func (t *Tokens) Forget() {
	if t != nil {
		t.stale.Store(true)
	}
}

// usableUntil leaves a spare part of a token's life unused. A server that names
// no end (RFC 6749 section 5.1 only recommends it) is asked each time.
func usableUntil(expiry, now time.Time) time.Time {
	if expiry.IsZero() {
		return now
	}
	return expiry.Add(-min(tokenSpare, expiry.Sub(now)/2))
}

// request asks for a new token with what the configuration has: a refresh token
// (RFC 6749 section 6), else the application's own secret (section 4.4).
func (t *Tokens) request(ctx context.Context) (*oauth2.Token, error) {
	if !t.byUser() {
		return t.app.Token(ctx)
	}
	t.reread()
	got, err := t.user.TokenSource(ctx, &oauth2.Token{RefreshToken: t.refresh}).Token()
	if err != nil {
		return nil, err
	}
	if got.RefreshToken != "" && got.RefreshToken != t.refresh {
		t.refresh = got.RefreshToken
		if err := t.keep(); err != nil {
			t.log.Error("the new refresh token could not be stored; after a restart the old one may be refused: give the user that runs klachtenpost the right to write in the directory of oauth.refresh_token_file", "err", err)
		}
	}
	return got, nil
}

// reread takes the refresh token from its file: another process, "klachtenpost
// login" or "check", may have put a newer one there.
func (t *Tokens) reread() {
	if t.path == "" {
		return
	}
	b, err := os.ReadFile(t.path)
	if text := strings.TrimSpace(string(b)); err == nil && text != "" && len(b) <= config.MaxSecret {
		t.refresh = text
	}
}

// keep writes the refresh token that the server gave instead of the old one.
func (t *Tokens) keep() error {
	if t.path == "" {
		return errors.New("it came from an environment variable")
	}
	return writeSecret(t.path, t.refresh)
}

// writeSecret replaces a secret file so that a power cut leaves the old one or
// the new one. Written by root, it belongs to whom its directory belongs to: the
// service must be able to read it.
func writeSecret(path, secret string) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".klachtenpost-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = io.WriteString(f, secret+"\n")
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	if info, err := os.Stat(dir); err == nil && os.Geteuid() == 0 {
		if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 {
			if err := os.Chown(f.Name(), int(st.Uid), int(st.Gid)); err != nil {
				return fmt.Errorf("write secret: %w", err)
			}
		}
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	return nil
}

var microsoftCode = regexp.MustCompile(`\bAADSTS\d{4,8}\b`)

// oauthCodes are the errors of RFC 6749 section 5.2 and RFC 8628 section 3.5.
var oauthCodes = []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
	"invalid_scope", "access_denied", "expired_token", "server_error", "temporarily_unavailable", "interaction_required", "consent_required"}

// explain says what to do about a token that was not given. What the server
// wrote is looked at for known codes and not repeated: it may hold anything.
func (t *Tokens) explain(err error) error {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) {
		return t.explainAnswer(answer)
	}
	host := "oauth.token_url"
	if u, uerr := url.Parse(t.cfg.TokenURL); uerr == nil {
		host = u.Host
	}
	// A *url.Error is left out of the chain, for its text is the whole address.
	var ne net.Error
	cause := "it gave no readable answer"
	switch trouble := mailbox.TroubleOf(cleanURL(err)); {
	case errors.Is(err, context.Canceled):
		cause = "stopped"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &ne) && ne.Timeout():
		cause = fmt.Sprintf("no answer within %v", tokenLimit)
	case trouble != mailbox.TroubleServer:
		cause = advice.Trouble[trouble]
	}
	return &mailbox.TokenError{Temporary: true, Err: fmt.Errorf("no access token from %s: %s; it is tried again; check the network, and oauth.tenant or oauth.token_url", host, cause)}
}

func cleanURL(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}

func (t *Tokens) explainAnswer(answer *oauth2.RetrieveError) error {
	status := answer.Response.StatusCode
	code := answer.ErrorCode
	if !slices.Contains(oauthCodes, code) {
		code = ""
	}
	said := fmt.Sprintf("HTTP %d", status)
	if code != "" {
		said = code
	}
	if m := microsoftCode.FindString(answer.ErrorDescription); m != "" {
		said += ", " + m
	}
	refused := func(todo string) error {
		return &mailbox.TokenError{Err: fmt.Errorf("the token server refuses (%s): %s", said, todo)}
	}
	switch {
	case status >= 500 || status == http.StatusTooManyRequests || code == "server_error" || code == "temporarily_unavailable":
		return &mailbox.TokenError{Temporary: true, Err: fmt.Errorf("the token server has a fault (%s); it is tried again", said)}
	case strings.Contains(said, "AADSTS7000222"):
		return refused("the secret of the application has expired; make a new one in the Entra admin centre under Certificates & secrets, put its Value in oauth.client_secret_file and its last day in oauth.secret_expires")
	case strings.Contains(said, "AADSTS700016"), strings.Contains(said, "AADSTS90002"):
		return refused("it knows no such application; check oauth.tenant and oauth.client_id")
	case strings.Contains(said, "AADSTS7000218"):
		return refused("the application needs a secret, or must allow public client flows (Entra admin centre, Authentication)")
	case code == "invalid_client":
		return refused("check oauth.client_id, and make a new secret for oauth.client_secret_file (the Value, not the Secret ID)")
	case code == "invalid_grant" && t.byUser():
		return refused("the refresh token is expired or was taken back; run: klachtenpost login")
	case code == "interaction_required" || code == "consent_required":
		return refused("somebody must agree again; run: klachtenpost login")
	case code == "invalid_scope":
		return refused("oauth.scopes asks for what it does not know; for Microsoft 365 write scopes = [\"" + appScopes[0] + "\"]")
	case code == "unauthorized_client", code == "access_denied", code == "invalid_grant":
		return refused("the application may not; an administrator must agree to its permissions (klachtenpost check -m365 shows how)")
	case code == "unsupported_grant_type":
		return refused("it does not give tokens this way; use the other of client_secret_file and refresh_token_file")
	case status >= 300 && status < 400:
		return refused("it points elsewhere, and a secret does not follow; write the final address in oauth.token_url")
	case status == http.StatusNotFound:
		return refused("there is nothing at that address; check oauth.tenant or oauth.token_url")
	}
	return refused("check the settings under [oauth]")
}
