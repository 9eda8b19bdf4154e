package mailtest

import (
	"bytes"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // so that a search finds é in any charset
	"github.com/emersion/go-message/mail"
)

func (ss *session) Search(kind imapserver.NumKind, c *imap.SearchCriteria, _ *imap.SearchOptions) (*imap.SearchData, error) {
	all := ss.pick(imap.SeqSet{{Start: 1, Stop: ^uint32(0)}})
	ss.srv.mu.Lock()
	ss.staticCriteria(c)
	ss.srv.mu.Unlock()
	var data imap.SearchData
	var seqs imap.SeqSet
	var uids imap.UIDSet
	for _, p := range all {
		if !ss.matches(p, c) {
			continue
		}
		n := p.seq
		if kind == imapserver.NumKindUID {
			n = uint32(p.m.uid)
		}
		seqs.AddNum(p.seq)
		uids.AddNum(p.m.uid)
		if data.Count == 0 {
			data.Min = n
		}
		data.Max = n
		data.Count++
	}
	data.All = seqs
	if kind == imapserver.NumKindUID {
		data.All = uids
	}
	return &data, nil
}

func (ss *session) staticCriteria(c *imap.SearchCriteria) {
	for _, s := range c.SeqNum {
		ss.static(s)
	}
	for _, s := range c.UID {
		ss.static(s)
	}
	for i := range c.Not {
		ss.staticCriteria(&c.Not[i])
	}
	for i := range c.Or {
		ss.staticCriteria(&c.Or[i][0])
		ss.staticCriteria(&c.Or[i][1])
	}
}

func (ss *session) matches(p numbered, c *imap.SearchCriteria) bool {
	for _, s := range c.SeqNum {
		if !s.Contains(p.seq) {
			return false
		}
	}
	for _, s := range c.UID {
		if !s.Contains(p.m.uid) {
			return false
		}
	}
	for _, f := range c.Flag {
		if !hasFlag(p.flags, f) {
			return false
		}
	}
	for _, f := range c.NotFlag {
		if hasFlag(p.flags, f) {
			return false
		}
	}
	size := ss.srv.size(p.m)
	if c.Larger != 0 && size <= c.Larger || c.Smaller != 0 && size >= c.Smaller || !onDay(p.m.date, c.Since, c.Before) {
		return false
	}
	for _, n := range c.Not {
		if ss.matches(p, &n) {
			return false
		}
	}
	for _, or := range c.Or {
		if !ss.matches(p, &or[0]) && !ss.matches(p, &or[1]) {
			return false
		}
	}
	return matchesContent(p.m.raw, c)
}

// matchesContent looks at what has to be parsed.
func matchesContent(raw []byte, c *imap.SearchCriteria) bool {
	sent := !c.SentSince.IsZero() || !c.SentBefore.IsZero()
	if len(c.Header) == 0 && len(c.Text) == 0 && len(c.Body) == 0 && !sent {
		return true
	}
	for _, h := range c.Header {
		if !matchesHeader(entity(raw).Header.FieldsByKey(h.Key), h.Value) {
			return false
		}
	}
	if sent {
		h := mail.Header{Header: entity(raw).Header}
		t, err := h.Date()
		if err != nil || !onDay(t, c.SentSince, c.SentBefore) {
			return false
		}
	}
	for _, t := range c.Text {
		if !matchesText(entity(raw), t, true) {
			return false
		}
	}
	for _, t := range c.Body {
		if !matchesText(entity(raw), t, false) {
			return false
		}
	}
	return true
}

func entity(raw []byte) *message.Entity {
	if e, _ := message.Read(bytes.NewReader(raw)); e != nil {
		return e
	}
	e, _ := message.New(message.Header{}, bytes.NewReader(raw))
	return e
}

// Only the day counts, without regard to the zone (RFC 9051 section 6.4.4).
func onDay(t, since, before time.Time) bool {
	t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return (since.IsZero() || !t.Before(since)) && (before.IsZero() || t.Before(before))
}

func contains(s, sub string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(sub)) }

func matchesHeader(fields message.HeaderFields, value string) bool {
	for fields.Next() {
		if text, _ := fields.Text(); contains(text, value) {
			return true
		}
	}
	return false
}

func matchesText(e *message.Entity, text string, header bool) bool {
	if header && matchesHeader(e.Header.Fields(), text) {
		return true
	}
	mr := e.MultipartReader()
	if mr == nil {
		body, _ := io.ReadAll(e.Body)
		return contains(string(body), text)
	}
	for {
		part, err := mr.NextPart()
		if err != nil {
			return false
		}
		if matchesText(part, text, header) {
			return true
		}
	}
}
