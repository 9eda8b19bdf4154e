package admin

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
)

// checked is what check says of a server.
func checked(t *testing.T, o mailtest.Options, set func(*config.Config), mails ...string) (said string, failed int) {
	t.Helper()
	o.Accounts = append(o.Accounts, cmdtest.Committee)
	srv := mailtest.New(o)
	t.Cleanup(func() { srv.Close() })
	for i, top := range mails {
		srv.Deliver(cmdtest.Committee, []byte(fmt.Sprintf("%sFrom: a@voorbeeld.nl\r\nMessage-ID: <%d@voorbeeld.nl>\r\n\r\nDag\r\n", top, i)))
	}
	cfg := cmdtest.Config(t)
	cfg.IMAP.Username, cfg.SMTP.Username = cmdtest.Committee, cmdtest.Committee
	if set != nil {
		set(&cfg)
	}
	var out bytes.Buffer
	c := newChecker(cfg, &out)
	c.imap.Dial, c.smtp.Dial = srv.DialIMAP, srv.DialSMTP
	c.online(t.Context())
	return out.String(), c.failed
}

// signed is the top of ten mails, as a provider writes it.
func signed(id, host string) []string {
	var list []string
	for range 10 {
		list = append(list, "Authentication-Results: "+id+" dmarc=pass header.from=voorbeeld.nl\r\nReceived: from x by "+host+"; Mon, 2 Mar 2026 10:00:00 +0100\r\n")
	}
	return list
}

func TestCheck_servers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		o      mailtest.Options
		set    func(*config.Config)
		mails  []string
		failed int
		want   []string
	}{
		{"plain", mailtest.Options{MaxSize: 50 << 20}, nil, nil, 0, []string{"tells of new mail at once (IDLE)", "by the server's own marks", "mails of up to 50 MB", "takes " + cmdtest.Committee + " as sender"}},
		{"Exchange", mailtest.Options{Exchange: true}, nil, nil, 0, []string{"by their usual names", `sent "Verzonden items", drafts "Concepten", junk "Ongewenste e-mail"`}},
		{"small", mailtest.Options{MaxSize: 5 << 20}, nil, nil, 0, []string{"at most 5 MB"}},
		{"other sender", mailtest.Options{Accounts: []string{"robot@perspectief.example"}}, func(c *config.Config) {
			c.SMTP.Username = "robot@perspectief.example"
		}, nil, 1, []string{"does not let this login send as " + cmdtest.Committee, "Send As"}},
		{"polling", mailtest.Options{}, func(c *config.Config) { c.Mailbox.Idle = false }, nil, 0, []string{"within 10m0s"}},
		{"signed", mailtest.Options{}, nil, signed("mx.perspectief.example;", "mx.perspectief.example"), 0,
			[]string{`write trust.authserv_id = "mx.perspectief.example"`, `write trust.own_hosts = ["mx.perspectief.example"]`}},
		{"signed as configured", mailtest.Options{}, func(c *config.Config) {
			c.Trust.AuthservID, c.Trust.OwnHosts = "mx.perspectief.example", []string{"perspectief.example"}
		}, signed("mx.perspectief.example;", "mx.perspectief.example"), 0, []string{"as trust.authserv_id says"}},
		{"signed otherwise", mailtest.Options{}, func(c *config.Config) { c.Trust.AuthservID = "mx.oud.example" }, signed("mx.perspectief.example;", "mx.perspectief.example"), 1,
			[]string{`"mx.oud.example" stands in none of the newest 10 mails, "mx.perspectief.example" does`}},
		{"signed without a name", mailtest.Options{}, nil, signed("", "am0.eurprd04.prod.outlook.example"), 0, []string{`write trust.authserv_id = "-"`}},
		{"not signed", mailtest.Options{}, nil, []string{"", "", "", "", "", ""}, 0, []string{"a forged sender is not noticed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said, failed := checked(t, tt.o, tt.set, tt.mails...)
			if failed != tt.failed {
				t.Errorf("%d failed, want %d", failed, tt.failed)
			}
			for _, want := range tt.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not there", want)
				}
			}
			if t.Failed() {
				t.Log(said)
			}
		})
	}
}

// A machine whose clock is wrong sees mail from the future.
func TestCheck_clock(t *testing.T) {
	for ahead, want := range map[time.Duration]string{0: "agrees", time.Minute: "agrees", 10 * time.Minute: "10m0s ahead of", -10 * time.Minute: "10m0s behind"} {
		var out bytes.Buffer
		c := &checker{out: &out}
		c.clock(ahead)
		if !strings.Contains(out.String(), want) || (c.failed > 0) != (want != "agrees") {
			t.Errorf("%v: %s", ahead, out.String())
		}
	}
}

func TestCommonHost(t *testing.T) {
	for _, tt := range []struct {
		hosts []mailbox.Named
		want  string
	}{
		{[]mailbox.Named{{Name: "mx.perspectief.example", Mails: 10}}, "mx.perspectief.example"},
		{[]mailbox.Named{{Name: "mx1.perspectief.example", Mails: 5}, {Name: "mx2.perspectief.example", Mails: 5}}, ""},
		{[]mailbox.Named{{Name: "a1.eur04.prod.outlook.example", Mails: 5}, {Name: "b2.eur05.prod.outlook.example", Mails: 5}}, "prod.outlook.example"},
		{[]mailbox.Named{{Name: "localhost", Mails: 10}}, ""},
		{nil, ""},
	} {
		if got := commonHost(mailbox.IMAPReport{Looked: 10, Hosts: tt.hosts}); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.hosts, got, tt.want)
		}
	}
}

// The machine: who may read what, and what year the calendar knows.
func TestCheck_machine(t *testing.T) {
	p := cmdtest.NewPlace(t)
	cfg := cmdtest.MustLoad(t, p.Dir, p.Rest+p.IMAP+p.SMTP)
	cfg.Store.Path = p.Dir + "/open/klachten.db"
	cfg.Calendar.EquatedUntil = 2023
	cmdtest.MustMkdir(t, p.Dir+"/open", 0o755)
	cmdtest.MustWrite(t, p.Dir+"/open/install.key", "sleutel", 0o644)
	var out bytes.Buffer
	c := newChecker(cfg, &out)
	code := c.offline(time.Date(2029, 3, 1, 0, 0, 0, 0, time.UTC))
	if code != config.ExitOK || c.failed != 2 {
		t.Errorf("exit %d, %d failed", code, c.failed)
	}
	for _, want := range []string{"chmod 700 " + p.Dir + "/open", "chmod 600 " + p.Dir + "/open/install.key", "calendar.equated_until = 2029", "there is no database yet", "no daily copy"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in:\n%s", want, out.String())
		}
	}
}

func TestCheck_texts(t *testing.T) {
	p := cmdtest.NewPlace(t)
	cmdtest.MustMkdir(t, p.Dir+"/teksten", 0o700)
	cmdtest.MustMkdir(t, p.Dir+"/teksten/nl", 0o700)
	cmdtest.MustWrite(t, p.Dir+"/teksten/nl/hulp.md", "Onderwerp: x\n\n{{.BestaatNiet}}\n", 0o600)
	p.Rest += "[templates]\ndir = \"teksten\"\n"
	var out, errs bytes.Buffer
	if code := Check([]string{"-offline", "-config", p.WriteConfig(t)}, &out, &errs); code != config.ExitUsage || !strings.Contains(out.String(), "hulp.md") {
		t.Errorf("exit %d:\n%s", code, out.String())
	}
	cmdtest.WantClean(t, out.String()+errs.String())
}

func TestCheck_m365(t *testing.T) {
	dir := cmdtest.MustDir(t)
	text := strings.NewReplacer(`password_file = "imap-password"`, `auth = "xoauth2"`, `password_file = "smtp-password"`, `auth = "xoauth2"`,
		"klachten@perspectief.example", "klacht'en@perspectief.example").Replace(cmdtest.Plain)
	app := "[oauth]\ntenant = \"perspectief.example\"\nclient_id = \"11111111-2222-3333-4444-555555555555\"\nclient_secret_file = \"oauth-secret\"\n"
	person := strings.Replace(app, `client_secret_file = "oauth-secret"`, `refresh_token_file = "oauth-token"`, 1)
	both := []string{"Set-Mailbox -Identity 'klacht''en@perspectief.example' -MessageCopyForSentAsEnabled $true -MessageCopyForSendOnBehalfEnabled $true",
		"Set-CASMailbox -Identity 'klacht''en@perspectief.example' -ImapEnabled $true -SmtpClientAuthenticationDisabled $false",
		"https://login.microsoftonline.com/perspectief.example/adminconsent?client_id=11111111-2222-3333-4444-555555555555", "-AccessRights SendAs", "-AccessRights FullAccess"}
	for _, tt := range []struct {
		name, oauth string
		want, not   []string
	}{
		{"application", app, []string{"'IMAP.AccessAsApp','SMTP.SendAsApp'", "New-ServicePrincipal -AppId $sp.AppId -ObjectId $sp.Id", "https://outlook.office365.com/.default"}, []string{"klachtenpost login"}},
		{"person", person, []string{"IMAP.AccessAsUser.All", "SMTP.Send", "klachtenpost login", "offline_access", `refresh_token_file = "oauth-token"`}, []string{"SMTP.SendAsApp"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cmdtest.MustLoad(t, dir, text+tt.oauth)
			var out, errs bytes.Buffer
			if code := Check([]string{"-m365", "-config", dir + "/config.toml"}, &out, &errs); code != config.ExitOK {
				t.Fatalf("exit %d: %s", code, errs.String())
			}
			for _, want := range append(both, tt.want...) {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in:\n%s", want, out.String())
				}
			}
			for _, bad := range append(tt.not, "<no value>", "{{") {
				if strings.Contains(out.String(), bad) {
					t.Errorf("%q in:\n%s", bad, out.String())
				}
			}
			cmdtest.WantClean(t, out.String())
		})
	}
}
