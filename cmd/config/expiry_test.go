package config_test

import (
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/workflow/terms"
)

func TestSecretExpiry(t *testing.T) {
	c := cmdtest.Config(t)
	c.IMAP.Auth, c.OAuth.SecretExpires = config.AuthXOAuth2, terms.Date{Year: 2026, Month: 6, Day: 30}
	for _, tt := range []struct {
		days int
		want string
	}{{61, ""}, {60, "in 60 days"}, {0, "in 0 days"}, {-1, "ran out on 2026-06-30"}} {
		got := c.SecretExpiry(c.OAuth.SecretExpires.Add(-tt.days))
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%d days before: %q, want %q", tt.days, got, tt.want)
		}
	}
	c.IMAP.Auth = config.AuthPassword
	if got := c.SecretExpiry(c.OAuth.SecretExpires); got != "" {
		t.Errorf("with a password: %q", got)
	}
}
