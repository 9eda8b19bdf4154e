package oauth

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"golang.org/x/oauth2"

	"klachtenpost/cmd/config"
)

// Login lets somebody log in on another device (RFC 8628) and stores the
// refresh token with which the program logs in from then on.
func Login(args []string, stdout, stderr io.Writer) int {
	syscall.Umask(0o077)
	var device string
	cfg, code := config.OpenWith("login", args, stderr, func(fl *flag.FlagSet) {
		fl.StringVar(&device, "device-url", "", "`address` that gives device codes (Microsoft 365: left out)")
	}, "oauth.refresh_token_file")
	if code != config.ExitOK {
		return code
	}
	switch {
	case cfg.OAuth.RefreshTokenFile == "":
		fmt.Fprintf(stderr, "%s: oauth.refresh_token_file: is missing; write refresh_token_file = \"oauth-token\" under [oauth], in place of client_secret_file: login puts the token there\n", cfg.File)
		return config.ExitUsage
	case device == "":
		device = deviceURL(cfg.OAuth.TokenURL)
	}
	if device == "" {
		fmt.Fprintf(stderr, "klachtenpost login: name the address that gives device codes with -device-url\n")
		return config.ExitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := login(ctx, cfg, device, stdout); err != nil {
		fmt.Fprintf(stderr, "klachtenpost login: %v\n", err)
		return config.ExitFailure
	}
	return config.ExitOK
}

// deviceURL is where Microsoft's token server gives device codes, "" for others.
func deviceURL(tokenURL string) string {
	base, ok := strings.CutSuffix(tokenURL, "/oauth2/v2.0/token")
	if !ok {
		return ""
	}
	return base + "/oauth2/v2.0/devicecode"
}

func login(ctx context.Context, cfg config.Config, device string, stdout io.Writer) error {
	t := New(cfg, slog.New(slog.DiscardHandler))
	c := t.user
	c.Endpoint.DeviceAuthURL = device
	c.Scopes = loginScopes(cfg.OAuth)
	ctx = context.WithValue(ctx, oauth2.HTTPClient, t.http)
	asked, err := c.DeviceAuth(ctx)
	if err != nil {
		return t.explain(err)
	}
	if asked.VerificationURI == "" || asked.UserCode == "" || asked.DeviceCode == "" {
		return fmt.Errorf("the token server gave no code; check -device-url and oauth.tenant")
	}
	fmt.Fprintf(stdout, `Open this address in a browser, on any device:

    %s

and type this code:

    %s

Log in as the mailbox %s, or as somebody who may open it
and send as it. The code is good until %s. Waiting…
`, plainText(asked.VerificationURI), plainText(asked.UserCode), cfg.Mailbox.Address, until(asked.Expiry))
	got, err := c.DeviceAccessToken(ctx, asked)
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("stopped before somebody logged in")
	case err != nil && !asked.Expiry.IsZero() && !time.Now().Before(asked.Expiry):
		return fmt.Errorf("nobody logged in while the code was good; run it again")
	case err != nil:
		return t.explain(err)
	case got.RefreshToken == "":
		return fmt.Errorf("the login went well but gave no refresh token; write \"offline_access\" among oauth.scopes, and run it again")
	}
	if err := writeSecret(t.path, got.RefreshToken); err != nil {
		return fmt.Errorf("the login went well but the token could not be stored: %w; give this user the right to write in that directory, and run it again", err)
	}
	fmt.Fprintf(stdout, "\nThe login went well. The token is in %s.\nNow run: klachtenpost check\n", t.path)
	return nil
}

// loginScopes is what is asked for. A refresh token comes only with
// offline_access at Microsoft; the scope for an application by itself is of no
// use to somebody who logs in.
func loginScopes(o config.OAuth) []string {
	if o.Tenant == "" {
		return o.Scopes
	}
	for _, s := range o.Scopes {
		if strings.HasSuffix(s, "/.default") {
			return UserScopes
		}
	}
	if len(o.Scopes) == 0 {
		return UserScopes
	}
	for _, s := range o.Scopes {
		if s == "offline_access" {
			return o.Scopes
		}
	}
	return append(o.Scopes[:len(o.Scopes):len(o.Scopes)], "offline_access")
}

// plainText keeps control characters of a server from the terminal.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || 0x80 <= r && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}

func until(t time.Time) string {
	if t.IsZero() {
		return "it was used"
	}
	return t.Local().Format("15:04")
}
