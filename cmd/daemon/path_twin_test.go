package daemon_test

import (
	"bytes"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
)

// TestTwinAttachments: the copy of a mail with the same file is the same mail; with
// another file under the same id it is another, and nobody loses it.
func TestTwinAttachments(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.Send(anna, "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		sent := withPhoto(anna, "Re: [K-2026-0001-3]", "Zie de foto.", photo(20_000))
		h.Srv.Deliver(cmdtest.Committee, sent)
		h.Until("2026-04-14 10:40")
		before := len(h.TheCase("K-2026-0001").Course.File)
		h.Srv.Deliver(cmdtest.Committee, bytes.Replace(sent, []byte("X-Mailer: iPhone Mail"), []byte("X-Mailer: iPad Mail"), 1))
		h.Until("2026-04-14 11:00")
		if n := len(h.TheCase("K-2026-0001").Course.File); n != before {
			t.Errorf("the same mail by another way was filed again: %d, before %d", n, before)
		}
		other := withPhoto(anna, "Re: [K-2026-0001-3]", "Zie de foto.", photo(21_000))
		id := func(raw []byte) []byte {
			i := bytes.Index(raw, []byte("Message-ID: "))
			return raw[i : i+bytes.IndexByte(raw[i:], '\r')]
		}
		h.Srv.Deliver(cmdtest.Committee, bytes.Replace(other, id(other), id(sent), 1))
		h.Until("2026-04-14 11:20")
		if n := len(h.TheCase("K-2026-0001").Course.File); n != before+1 {
			t.Errorf("another photo under the same id: %d messages in the file, want %d", n, before+1)
		}
	})
}
