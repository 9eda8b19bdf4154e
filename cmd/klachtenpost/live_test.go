package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
)

// liveCheck runs check -live beside the daemon of h; meanwhile do happens.
func (h *house) liveCheck(wait time.Duration, do func()) (code int, said string) {
	h.t.Helper()
	var out bytes.Buffer
	c := newChecker(h.cfg, &out)
	c.imap.Dial, c.smtp.Dial = h.srv.DialIMAP, h.srv.DialSMTP
	ended := make(chan int)
	go func() { ended <- c.live(context.Background(), wait) }()
	if do != nil {
		time.Sleep(time.Minute)
		do()
	}
	return <-ended, out.String()
}

// pressSend sends the trial letter that lies in Drafts.
func (h *house) pressSend(edit func([]byte) []byte) {
	h.t.Helper()
	drafts := h.srv.FolderName("\\Drafts")
	list := h.srv.Messages(testCommittee, drafts)
	if len(list) != 1 {
		h.t.Fatalf("%d drafts", len(list))
	}
	raw, err := h.srv.SendDraft(testCommittee, list[0].UID, edit)
	if err != nil {
		h.t.Fatal(err)
	}
	h.srv.Append(testCommittee, h.srv.FolderName("\\Sent"), raw, "\\Seen")
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
				h := newHouse(t, tt.server)
				h.until("2026-03-02 09:00")
				h.start()
				h.until("2026-03-02 10:00")
				code, said := h.liveCheck(15*time.Minute, func() { h.pressSend(nil) })
				if code != exitOK {
					t.Errorf("exit %d", code)
				}
				for _, want := range tt.says {
					if !strings.Contains(said, want) {
						t.Errorf("%q is not in:\n%s", want, said)
					}
				}
				for name, want := range tt.learnt {
					if got := h.meta(metaLive + name); got != want {
						t.Errorf("levend.%s = %q, want %q", name, got, want)
					}
				}
				// Neither mail becomes anything.
				h.until("2026-03-02 12:00")
				var c store.Counts
				h.db.View(t.Context(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
				if c.Cases != 0 || c.OpenItems != 0 || c.Undecided != 0 || c.Aside != 0 {
					t.Errorf("%+v", c)
				}
				h.stop()
				// Asked again, also while it does not run, the answer is the same at once.
				began := time.Now()
				if code, said := h.liveCheck(15*time.Minute, nil); code != exitOK || time.Since(began) > 3*time.Minute {
					t.Errorf("again: exit %d after %v\n%s", code, time.Since(began), said)
				}
			})
		})
	}
}

func TestCheckLive_faults(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(h *house)
		want string
	}{
		{"not sent", func(*house) {}, `it still lies in "Drafts" after 5m0s`},
		{"sent as somebody else", func(h *house) {
			h.pressSend(func(raw []byte) []byte {
				return bytes.Replace(raw, []byte("<"+testCommittee+">"), []byte("<karin@perspectief.example>"), 1)
			})
		}, "Send As"},
		{"thrown away", func(h *house) {
			h.srv.Remove(testCommittee, "Drafts", h.srv.Messages(testCommittee, "Drafts")[0].UID)
		}, "it lies nowhere in the mailbox"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t, mailtest.Options{})
				h.until("2026-03-02 09:00")
				h.start()
				h.until("2026-03-02 10:00")
				code, said := h.liveCheck(5*time.Minute, func() { tt.do(h) })
				if code != exitFailure || !strings.Contains(said, tt.want) {
					t.Errorf("exit %d, want %q in:\n%s", code, tt.want, said)
				}
				h.stop()
			})
		})
	}
	t.Run("never started", func(t *testing.T) {
		var out bytes.Buffer
		if code := newChecker(testConfig(t), &out).live(t.Context(), time.Minute); code != exitFailure || !strings.Contains(out.String(), "start klachtenpost first") {
			t.Errorf("exit %d: %s", code, out.String())
		}
	})
}
