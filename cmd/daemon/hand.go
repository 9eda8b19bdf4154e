package daemon

import (
	"bytes"
	"context"
	"io"
	"os"
	"sync"
	"time"

	"klachtenpost/mailbox"
)

// hand holds the bytes of mails between the two steps: they are stored, and need not
// be asked for again to be decided on.
type hand struct {
	mu    sync.Mutex
	mails map[int64]held
	size  int           // bytes in memory
	files int           // mails that lie in a file
	freed chan struct{} // something was picked
}

// held is a mail in memory, or in a file that has no name.
type held struct {
	data []byte
	file *os.File
	size int64
}

func (m held) there() bool { return m.data != nil || m.file != nil }

func (m held) reader() io.Reader {
	if m.file != nil {
		return io.NewSectionReader(m.file, 0, m.size)
	}
	return bytes.NewReader(m.data)
}

func (m held) close() {
	if m.file != nil {
		m.file.Close()
	}
}

// checked remembers an error, and an end that came before left bytes.
type checked struct {
	r    io.Reader
	left int64
	bad  error
}

func (c *checked) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.left -= int64(n)
	switch {
	case err == io.EOF && c.left > 0:
		c.bad = io.ErrUnexpectedEOF
	case err != nil && err != io.EOF:
		c.bad = err
	}
	return n, err
}

// What lies in it at most; the rest is read from the database.
const (
	handCount = 3 * batchSize
	handSize  = 20 << 20
	handFiles = 2
	handWait  = time.Second
)

func newHand() *hand { return &hand{mails: make(map[int64]held), freed: make(chan struct{}, 1)} }

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
	h.take(id).close()
	if len(h.mails) < handCount && h.size+len(data) <= handSize {
		h.mails[id] = held{data: data, size: int64(len(data))}
		h.size += len(data)
	}
}

// layFile is lay for a mail that is not in memory.
func (h *hand) layFile(id int64, m mailbox.Fetched) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.take(id).close()
	if len(h.mails) == handCount || h.files == handFiles {
		return
	}
	if file := m.Keep(); file != nil {
		h.mails[id] = held{file: file, size: m.Size}
		h.files++
	}
}

// take removes a mail; h is locked.
func (h *hand) take(id int64) held {
	m := h.mails[id]
	delete(h.mails, id)
	h.size -= len(m.data)
	if m.file != nil {
		h.files--
	}
	return m
}

// pick takes a mail out, which is to be closed.
func (h *hand) pick(id int64) held {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.take(id)
	if m.there() {
		kick(h.freed)
	}
	return m
}

// drop removes mails that were not stored after all.
func (h *hand) drop(ids []int64) {
	for _, id := range ids {
		h.pick(id).close()
	}
}
