package mailtest

import (
	"bufio"
	"bytes"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-message/textproto"
)

func (ss *session) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	picked := ss.pick(set)
	unread := slices.ContainsFunc(o.BodySection, func(b *imap.FetchItemBodySection) bool { return !b.Peek })
	if unread && !ss.readOnly {
		ss.change(picked, func(l []imap.Flag) []imap.Flag { return setFlags(l, []imap.Flag{imap.FlagSeen}) }, nil)
	}
	for _, p := range picked {
		if err := ss.fetchOne(w.CreateMessage(p.seq), p, o); err != nil {
			return err
		}
	}
	return nil
}

func (ss *session) fetchOne(w *imapserver.FetchResponseWriter, p numbered, o *imap.FetchOptions) error {
	w.WriteUID(p.m.uid)
	if o.Flags {
		w.WriteFlags(p.flags)
	}
	if o.InternalDate {
		w.WriteInternalDate(p.m.date)
	}
	if o.RFC822Size {
		w.WriteRFC822Size(ss.srv.size(p.m))
	}
	if o.Envelope {
		h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(p.m.raw)))
		if err != nil {
			h = textproto.Header{}
		}
		w.WriteEnvelope(imapserver.ExtractEnvelope(h))
	}
	if o.BodyStructure != nil {
		w.WriteBodyStructure(imapserver.ExtractBodyStructure(bytes.NewReader(p.m.raw)))
	}
	for _, b := range o.BodySection {
		part := section(p.m.raw, b)
		wc := w.WriteBodySection(b, int64(len(part)))
		_, err := wc.Write(part)
		if cerr := wc.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			w.Close() // gives back the lock on the connection
			return err
		}
	}
	return w.Close()
}

// section gives BODY[] as it was stored: ExtractBodySection writes the header
// anew, and gives nothing at all for one that it cannot read.
func section(raw []byte, b *imap.FetchItemBodySection) []byte {
	if b.Specifier != imap.PartSpecifierNone || len(b.Part) > 0 {
		return imapserver.ExtractBodySection(bytes.NewReader(raw), b)
	}
	if p := b.Partial; p != nil {
		from := min(p.Offset, int64(len(raw)))
		return raw[from:min(from+p.Size, int64(len(raw)))]
	}
	return raw
}

// size is RFC822.SIZE. Exchange estimates it.
func (s *Server) size(m *stored) int64 {
	n := int64(len(m.raw))
	if s.opts.Exchange {
		n += n/40 + 17
	}
	return n
}

// change sets the flags of mails and tells all sessions but the one given.
func (ss *session) change(picked []numbered, f func([]imap.Flag) []imap.Flag, source *imapserver.SessionTracker) {
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	for i, p := range picked {
		p.m.flags = f(p.m.flags)
		picked[i].flags = slices.Clone(p.m.flags)
		if at := slices.Index(ss.sel.mails, p.m); at >= 0 {
			ss.sel.tracker.QueueMessageFlags(uint32(at+1), p.m.uid, picked[i].flags, source)
		}
	}
	ss.sel.wakeLocked()
}

func (ss *session) Store(w *imapserver.FetchWriter, set imap.NumSet, sf *imap.StoreFlags, _ *imap.StoreOptions) error {
	if ss.readOnly {
		return imapNo("", "Mailbox is read-only")
	}
	flags := ss.srv.allowed(sf.Flags, false)
	picked := ss.pick(set)
	ss.change(picked, func(l []imap.Flag) []imap.Flag {
		switch sf.Op {
		case imap.StoreFlagsAdd:
			return setFlags(l, flags)
		case imap.StoreFlagsDel:
			return slices.DeleteFunc(slices.Clone(l), func(f imap.Flag) bool { return hasFlag(flags, f) })
		default:
			return setFlags(nil, flags)
		}
	}, ss.view)
	if sf.Silent {
		return nil
	}
	for _, p := range picked {
		if err := ss.fetchOne(w.CreateMessage(p.seq), p, &imap.FetchOptions{Flags: true}); err != nil {
			return err
		}
	}
	return nil
}

func (ss *session) Expunge(_ *imapserver.ExpungeWriter, uids *imap.UIDSet) error {
	if ss.readOnly {
		return nil
	}
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	ss.sel.removeLocked(func(m *stored) bool {
		return hasFlag(m.flags, imap.FlagDeleted) && (uids == nil || uids.Contains(m.uid))
	})
	return nil // the client is told by Poll
}

func (ss *session) Copy(set imap.NumSet, to string) (*imap.CopyData, error) {
	return ss.transfer(set, to, false)
}

func (ss *session) Move(w *imapserver.MoveWriter, set imap.NumSet, to string) error {
	if ss.readOnly {
		return imapNo("", "Mailbox is read-only")
	}
	data, err := ss.transfer(set, to, true)
	if err != nil || len(data.SourceUIDs) == 0 {
		return err
	}
	return w.WriteCopyData(data) // the expunges follow by Poll
}

func (ss *session) transfer(set imap.NumSet, to string, remove bool) (*imap.CopyData, error) {
	picked := ss.pick(set)
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	dst, err := ss.folder(to, imap.ResponseCodeTryCreate)
	if err != nil {
		return nil, err
	}
	if dst == ss.sel {
		return nil, imapNo("", "Source and destination are the same")
	}
	data := &imap.CopyData{UIDValidity: dst.validity}
	gone := make(map[*stored]bool)
	for _, p := range picked {
		data.SourceUIDs.AddNum(p.m.uid)
		data.DestUIDs.AddNum(dst.addLocked(p.m.raw, p.m.date, p.flags))
		gone[p.m] = remove
	}
	if remove {
		ss.sel.removeLocked(func(m *stored) bool { return gone[m] })
	}
	return data, nil
}
