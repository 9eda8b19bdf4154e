package admin

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
)

// liveCheck runs check -live beside the daemon of h; meanwhile do happens.
func liveCheck(h *daemontest.House, wait time.Duration, do func()) (code int, said string) {
	h.T.Helper()
	var out bytes.Buffer
	c := newChecker(h.Config, &out)
	c.imap.Dial, c.smtp.Dial = h.Srv.DialIMAP, h.Srv.DialSMTP
	ended := make(chan int)
	go func() { ended <- c.live(context.Background(), wait) }()
	if do != nil {
		time.Sleep(time.Minute)
		do()
	}
	return <-ended, out.String()
}

// pressSend sends the trial letter that lies in Drafts.
func pressSend(h *daemontest.House, edit func([]byte) []byte) {
	h.T.Helper()
	drafts := h.Srv.FolderName("\\Drafts")
	list := h.Srv.Messages(cmdtest.Committee, drafts)
	if len(list) != 1 {
		h.T.Fatalf("%d drafts", len(list))
	}
	raw, err := h.Srv.SendDraft(cmdtest.Committee, list[0].UID, edit)
	if err != nil {
		h.T.Fatal(err)
	}
	h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), raw, "\\Seen")
}

func TestCheckLive(t *testing.T) {
	for _, tt := range []struct {
		name   string
		server mailtest.Options
		learnt map[string]string
		says   []string
	}{
		{"plain", mailtest.Options{}, map[string]string{"kopie": "nee", "message_id": "behouden", "brief": "als commissie", "brief_waar": "inbox,verzonden", "brief_id": "behouden", "verwijzingen": "onbekend"},
			[]string{"keeps no copy", "mails keep their Message-ID", `it lies in "Drafts"`, "sent as the committee", "it kept its Message-ID", "Nothing is in the way."}},
		{"saves what is sent, and signs", mailtest.Options{SaveSent: true, AuthServID: "mx.perspectief.example"}, map[string]string{"kopie": "ja", "authserv": "mx.perspectief.example", "brief_id": "behouden"},
			[]string{`in "Sent": that proves`, `write trust.authserv_id = "mx.perspectief.example"`}},
		{"Exchange", mailtest.Options{Exchange: true}, map[string]string{"kopie": "ja", "message_id": "vervangen", "brief": "als commissie", "brief_id": "vervangen"},
			[]string{"gives mails another Message-ID", `it lies in "Concepten"`, "the reference in them"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := daemontest.NewHouse(t, tt.server)
				h.Until("2026-03-02 09:00")
				h.Start()
				h.Until("2026-03-02 10:00")
				code, said := liveCheck(h, 15*time.Minute, func() { pressSend(h, nil) })
				if code != config.ExitOK {
					t.Errorf("exit %d", code)
				}
				for _, want := range tt.says {
					if !strings.Contains(said, want) {
						t.Errorf("%q is not in:\n%s", want, said)
					}
				}
				for name, want := range tt.learnt {
					if got := h.Meta(daemon.MetaLive + name); got != want {
						t.Errorf("levend.%s = %q, want %q", name, got, want)
					}
				}
				// Neither mail becomes anything.
				h.Until("2026-03-02 12:00")
				var c store.Counts
				h.DB.View(t.Context(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
				if c.Cases != 0 || c.OpenItems != 0 || c.Undecided != 0 || c.Aside != 0 {
					t.Errorf("%+v", c)
				}
				h.Stop()
				// Asked again, also while it does not run, the answer is the same at once.
				began := time.Now()
				if code, said := liveCheck(h, 15*time.Minute, nil); code != config.ExitOK || time.Since(began) > 3*time.Minute {
					t.Errorf("again: exit %d after %v\n%s", code, time.Since(began), said)
				}
			})
		})
	}
}

func TestCheckLive_faults(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(h *daemontest.House)
		want string
	}{
		{"not sent", func(*daemontest.House) {}, `it still lies in "Drafts" after 5m0s`},
		{"sent as somebody else", func(h *daemontest.House) {
			pressSend(h, func(raw []byte) []byte {
				return bytes.Replace(raw, []byte("<"+cmdtest.Committee+">"), []byte("<karin@perspectief.example>"), 1)
			})
		}, "Send As"},
		{"thrown away", func(h *daemontest.House) {
			h.Srv.Remove(cmdtest.Committee, "Drafts", h.Srv.Messages(cmdtest.Committee, "Drafts")[0].UID)
		}, "it lies nowhere in the mailbox"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := daemontest.NewHouse(t, mailtest.Options{})
				h.Until("2026-03-02 09:00")
				h.Start()
				h.Until("2026-03-02 10:00")
				code, said := liveCheck(h, 5*time.Minute, func() { tt.do(h) })
				if code != config.ExitFailure || !strings.Contains(said, tt.want) {
					t.Errorf("exit %d, want %q in:\n%s", code, tt.want, said)
				}
				h.Stop()
			})
		})
	}
	t.Run("never started", func(t *testing.T) {
		var out bytes.Buffer
		if code := newChecker(cmdtest.Config(t), &out).live(t.Context(), time.Minute); code != config.ExitFailure || !strings.Contains(out.String(), "start klachtenpost first") {
			t.Errorf("exit %d: %s", code, out.String())
		}
	})
}
