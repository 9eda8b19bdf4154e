package mailtest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// account is one person's mail. Everything below it is guarded by Server.mu,
// which is never held while a client reads.
type account struct {
	addr    string
	folders map[string]*folder
}

type folder struct {
	name     string
	use      imap.MailboxAttr // special use (RFC 6154), "" for none
	validity uint32
	next     imap.UID
	mails    []*stored
	tracker  *imapserver.MailboxTracker
	idle     map[chan struct{}]bool // sessions that wait for a change
}

type stored struct {
	uid   imap.UID
	raw   []byte // never changed
	date  time.Time
	flags []imap.Flag
}

// Message is what lies in a folder, as Messages tells it.
type Message struct {
	UID          uint32
	Raw          []byte
	InternalDate time.Time
	Flags        []imap.Flag
}

// The folders of a plain account and of an Exchange one set to Dutch.
type place struct {
	name string
	use  imap.MailboxAttr
}

var (
	plainLayout = []place{{"INBOX", ""}, {"Sent", imap.MailboxAttrSent}, {"Drafts", imap.MailboxAttrDrafts},
		{"Junk", imap.MailboxAttrJunk}, {"Trash", imap.MailboxAttrTrash}, {"Archive", imap.MailboxAttrArchive}}
	exchangeLayout = []place{{"INBOX", ""}, {"Verzonden items", imap.MailboxAttrSent}, {"Concepten", imap.MailboxAttrDrafts},
		{"Ongewenste e-mail", imap.MailboxAttrJunk}, {"Verwijderde items", imap.MailboxAttrTrash}, {"Archief", imap.MailboxAttrArchive},
		{"Agenda", ""}, {"Postvak UIT", ""}}
)

func (s *Server) layout() []place {
	if s.opts.Exchange {
		return exchangeLayout
	}
	return plainLayout
}

// FolderName gives the name an account's folder has on this server: the inbox
// for "", else the folder of a special use such as imap.MailboxAttrSent.
func (s *Server) FolderName(use imap.MailboxAttr) string {
	for _, p := range s.layout() {
		if p.use == use {
			return p.name
		}
	}
	return ""
}

func (s *Server) newFolderLocked(name string, use imap.MailboxAttr) *folder {
	s.validity++
	return &folder{name: name, use: use, validity: s.validity, next: 1,
		tracker: imapserver.NewMailboxTracker(0), idle: make(map[chan struct{}]bool)}
}

// addLocked puts a mail at the end of the folder and wakes whoever waits.
func (f *folder) addLocked(raw []byte, date time.Time, flags []imap.Flag) imap.UID {
	m := &stored{uid: f.next, raw: raw, date: date, flags: setFlags(nil, flags)}
	f.next++
	f.mails = append(f.mails, m)
	f.tracker.QueueNumMessages(uint32(len(f.mails)))
	f.wakeLocked()
	return m.uid
}

// removeLocked takes out the mails for which gone holds, from the end so that
// the sequence numbers of the rest stay true.
func (f *folder) removeLocked(gone func(*stored) bool) {
	for i := len(f.mails) - 1; i >= 0; i-- {
		if gone(f.mails[i]) {
			f.tracker.QueueExpunge(uint32(i + 1))
			f.mails = slices.Delete(f.mails, i, i+1)
		}
	}
	f.wakeLocked()
}

func (f *folder) wakeLocked() {
	for c := range f.idle {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Flags are compared without regard to case (RFC 9051 section 2.3.2) and kept
// as they were first written.
func sameFlag(a, b imap.Flag) bool { return strings.EqualFold(string(a), string(b)) }

func hasFlag(l []imap.Flag, f imap.Flag) bool {
	return slices.ContainsFunc(l, func(g imap.Flag) bool { return sameFlag(f, g) })
}

func setFlags(l, add []imap.Flag) []imap.Flag {
	l = slices.Clone(l)
	for _, f := range add {
		if !hasFlag(l, f) {
			l = append(l, f)
		}
	}
	return l
}

func (s *Server) find(addr, name string) *folder {
	a := s.accounts[strings.ToLower(addr)]
	if a == nil {
		panic(fmt.Sprintf("mailtest: no account %s", addr))
	}
	f := a.folders[name]
	if f == nil {
		panic(fmt.Sprintf("mailtest: %s has no folder %s", addr, name))
	}
	return f
}

// Deliver puts raw into the account's INBOX exactly as it is, with the present
// time as INTERNALDATE, and gives its UID. An unknown account or folder panics
// here and in the methods below: the test is wrong.
func (s *Server) Deliver(addr string, raw []byte) uint32 {
	return s.Append(addr, "INBOX", raw)
}

// Append puts raw into a folder, as another mail client would.
func (s *Server) Append(addr, name string, raw []byte, flags ...imap.Flag) uint32 {
	return s.AppendAt(addr, name, raw, time.Now(), flags...)
}

// AppendAt is Append with an INTERNALDATE.
func (s *Server) AppendAt(addr, name string, raw []byte, date time.Time, flags ...imap.Flag) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return uint32(s.find(addr, name).addLocked(bytes.Clone(raw), date, flags))
}

// Messages lists a folder in the order of its UIDs.
func (s *Server) Messages(addr, name string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var l []Message
	for _, m := range s.find(addr, name).mails {
		l = append(l, Message{uint32(m.uid), m.raw, m.date, slices.Clone(m.flags)})
	}
	return l
}

// Remove takes mails out of a folder for good, as delete and expunge do.
func (s *Server) Remove(addr, name string, uids ...uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.find(addr, name).removeLocked(func(m *stored) bool { return slices.Contains(uids, uint32(m.uid)) })
}

// Move moves a mail to another folder, where it gets a new UID.
func (s *Server) Move(addr, from string, uid uint32, to string) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	src, dst := s.find(addr, from), s.find(addr, to)
	var got imap.UID
	src.removeLocked(func(m *stored) bool {
		if uint32(m.uid) != uid {
			return false
		}
		got = dst.addLocked(m.raw, m.date, m.flags)
		return true
	})
	return uint32(got)
}

// CreateFolder adds an ordinary folder to an account.
func (s *Server) CreateFolder(addr, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[strings.ToLower(addr)]; a.folders[name] == nil {
		a.folders[name] = s.newFolderLocked(name, "")
	}
}

// Renumber gives a folder a new UIDVALIDITY and new UIDs for the same mails, as
// a restored or rebuilt mailbox has. Sessions that have it open keep the dead
// one, as they do on a server where a folder is deleted and made again.
func (s *Server) Renumber(addr, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.find(addr, name)
	f := s.newFolderLocked(name, old.use)
	for _, m := range old.mails {
		f.addLocked(m.raw, m.date, m.flags)
	}
	s.accounts[strings.ToLower(addr)].folders[name] = f
}
