package oauth

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
)

func TestLogin_refused(t *testing.T) {
	s := cmdtest.NewTokenServer(t)
	cfg := cmdtest.OAuthConfig(t, s, cmdtest.ByPerson)
	for code, want := range map[string]string{"access_denied": "check -m365", "expired_token": "[oauth]"} {
		s.Answer = func(w http.ResponseWriter) { cmdtest.OAuthError(w, 400, code, "") }
		var out, errs bytes.Buffer
		if got := Login([]string{"-config", cfg.File}, &out, &errs); got != config.ExitFailure || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: exit %d, %s", code, got, errs.String())
		}
		cmdtest.WantClean(t, out.String()+errs.String())
	}
	plainCfg := cmdtest.OAuthConfig(t, s, cmdtest.ByApplication)
	var errs bytes.Buffer
	if got := Login([]string{"-config", plainCfg.File}, io.Discard, &errs); got != config.ExitUsage || !strings.Contains(errs.String(), "refresh_token_file") {
		t.Errorf("without a place for the token: exit %d, %s", got, errs.String())
	}
}
