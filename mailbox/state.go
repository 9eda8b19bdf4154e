package mailbox

import (
	"github.com/emersion/go-imap/v2"
)

// rounds is what one of the two connections remembers over its reconnects.
type rounds struct {
	folders map[string]*folderState
	good    bool // a whole round went well on the present connection
}

// folderState is how far one folder has been read. Each folder belongs to one
// of the two connections, so nothing here is shared.
type folderState struct {
	name     string
	validity uint32
	last     uint32          // everything up to here is done
	next     uint32          // UIDNEXT as last seen; 0 when the server does not say
	above    map[uint32]bool // done, but above a mail that is not
	tries    map[uint32]*tries
}

// tries counts what went wrong with one mail.
type tries struct {
	alone   bool  // came down in a group: from now on by itself
	refused int   // the server answered, but not with the mail; or Take failed
	lost    int   // the connection did not survive it
	others  bool  // other mails could be taken meanwhile, so it is this one's fault
	part    *body // the slices had so far of a large mail
}

// A mail is set aside after so many tries, each followed by a pause. When no
// other mail fares better, or the connection was lost, it is rarely the mail's
// fault; after ten tries the pauses have grown to minutes.
const (
	fewTries  = 3
	manyTries = 10
)

func (t *tries) enough() bool {
	return t.refused >= fewTries && t.others || t.refused+t.lost >= manyTries
}

// weight orders mails: those with a history come last.
func (t *tries) weight() int {
	if t.alone {
		return 1 + t.refused + t.lost
	}
	return 0
}

func (r *rounds) state(name string) *folderState {
	st := r.folders[name]
	if st == nil {
		st = &folderState{name: name}
		st.reset(0, 0)
		r.folders[name] = st
	}
	return st
}

func (st *folderState) reset(validity, last uint32) {
	for _, t := range st.tries {
		t.part.close()
	}
	st.validity, st.last, st.next = validity, last, 0
	st.above, st.tries = make(map[uint32]bool), make(map[uint32]*tries)
}

// load takes over what the caller has stored, where that is further than what
// is remembered here.
func (r *rounds) load(positions func() ([]Position, error)) error {
	l, err := positions()
	if err != nil {
		return err
	}
	for _, p := range l {
		st := r.state(p.Folder)
		if st.validity != p.UIDValidity && st.validity == 0 {
			st.reset(p.UIDValidity, p.LastUID)
		}
		if st.validity == p.UIDValidity && st.last < p.LastUID {
			st.last = p.LastUID
		}
	}
	for _, st := range r.folders {
		if st.validity == 0 {
			st.reset(0, 0) // RFC 9051 section 2.3.1.1: such UIDs do not outlive a session
		}
	}
	return nil
}

func (st *folderState) position() Position { return Position{st.name, st.validity, st.last} }

// after is the position once uids are done too: up to the last mail that is,
// below the first that is not. Every UID found on the server and not done is in
// tries; others do not exist.
func (st *folderState) after(uids ...uint32) Position {
	now := make(map[uint32]bool, len(uids))
	for _, u := range uids {
		now[u] = true
	}
	open := ^uint32(0)
	for u := range st.tries {
		if !now[u] {
			open = min(open, u)
		}
	}
	p := st.position()
	for u := range st.above {
		if u < open {
			p.LastUID = max(p.LastUID, u)
		}
	}
	for u := range now {
		if u < open {
			p.LastUID = max(p.LastUID, u)
		}
	}
	return p
}

// done notes that uids need no more work.
func (st *folderState) done(uids ...uint32) {
	at := st.after(uids...)
	for _, u := range uids {
		if t := st.tries[u]; t != nil {
			t.part.close()
			delete(st.tries, u)
		}
		st.above[u] = true
	}
	st.last = at.LastUID
	for u := range st.above {
		if u <= st.last {
			delete(st.above, u)
		}
	}
}

// current reports whether s shows nothing that has not been read.
func (st *folderState) current(s *imap.StatusData) bool {
	return s.UIDValidity != 0 && s.UIDNext != 0 && s.UIDValidity == st.validity &&
		uint32(s.UIDNext) == st.next && len(st.tries) == 0
}
