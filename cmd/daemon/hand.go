package daemon

import (
	"context"
	"sync"
	"time"
)

// hand holds the bytes of mails between the two steps: they are stored, and need not
// be asked for again to be decided on.
type hand struct {
	mu    sync.Mutex
	mails map[int64][]byte
	size  int
	freed chan struct{} // something was picked
}

// What lies in it at most; the rest is read from the database.
const (
	handCount = 3 * batchSize
	handSize  = 6 << 20
	handWait  = time.Second
)

func newHand() *hand { return &hand{mails: make(map[int64][]byte), freed: make(chan struct{}, 1)} }

// await waits until some mails of so many bytes fit in, but not long: taking in runs
// ahead of deciding, and what is decided on next would not lie here.
func (h *hand) await(ctx context.Context, count, size int) {
	late := time.NewTimer(handWait)
	defer late.Stop()
	for {
		h.mu.Lock()
		fits := len(h.mails) == 0 || len(h.mails)+count <= handCount && h.size+size <= handSize
		h.mu.Unlock()
		if fits {
			return
		}
		select {
		case <-h.freed:
		case <-late.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// lay adds a mail, as long as there is room. It takes the place of another of that
// number, which was not stored after all.
func (h *hand) lay(id int64, data []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.size -= len(h.mails[id])
	delete(h.mails, id)
	if len(h.mails) == handCount || h.size+len(data) > handSize {
		return
	}
	h.mails[id] = data
	h.size += len(data)
}

// pick takes a mail out; nil when it is not there.
func (h *hand) pick(id int64) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	data, ok := h.mails[id]
	if ok {
		delete(h.mails, id)
		h.size -= len(data)
		kick(h.freed)
	}
	return data
}

// drop removes mails that were not stored after all.
func (h *hand) drop(ids []int64) {
	for _, id := range ids {
		h.pick(id)
	}
}
