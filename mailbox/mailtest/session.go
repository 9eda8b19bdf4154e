package mailtest

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"
)

const delim = '/'

// session is one IMAP connection.
type session struct {
	srv      *Server
	acct     *account
	sel      *folder
	view     *imapserver.SessionTracker
	readOnly bool
}

var (
	_ imapserver.SessionNamespace = (*session)(nil)
	_ imapserver.SessionMove      = (*session)(nil)
	_ imapserver.SessionSASL      = (*session)(nil)
)

func imapNo(code imap.ResponseCode, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
}

func (ss *session) Close() error { return ss.Unselect() }

func (ss *session) Login(username, password string) error {
	a, ok := ss.srv.login(username, password, false)
	if !ok {
		return imapserver.ErrAuthFailed
	}
	ss.acct = a
	return nil
}

func (ss *session) AuthenticateMechanisms() []string { return ss.srv.mechanisms() }

func (ss *session) Authenticate(mech string) (sasl.Server, error) {
	server := ss.srv.saslServer(mech, func(a *account) { ss.acct = a })
	if server == nil {
		return nil, imapNo("", "SASL mechanism not supported")
	}
	return server, nil
}

func (ss *session) Namespace() (*imap.NamespaceData, error) {
	return &imap.NamespaceData{Personal: []imap.NamespaceDescriptor{{Delim: delim}}}, nil
}

func (ss *session) folder(name string, code imap.ResponseCode) (*folder, error) {
	if f := ss.acct.folders[name]; f != nil {
		return f, nil
	}
	return nil, imapNo(code, "No such mailbox")
}

func (ss *session) Select(name string, o *imap.SelectOptions) (*imap.SelectData, error) {
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	f, err := ss.folder(name, imap.ResponseCodeNonExistent)
	if err != nil {
		return nil, err
	}
	ss.sel, ss.view, ss.readOnly = f, f.tracker.NewSession(), o.ReadOnly
	var flags []imap.Flag
	for _, m := range f.mails {
		flags = setFlags(flags, m.flags)
	}
	flags = setFlags(flags, []imap.Flag{imap.FlagSeen, imap.FlagAnswered, imap.FlagFlagged, imap.FlagDeleted, imap.FlagDraft})
	permanent := flags
	if !ss.srv.opts.Exchange {
		permanent = append(slices.Clone(flags), imap.FlagWildcard)
	}
	return &imap.SelectData{Flags: flags, PermanentFlags: permanent, NumMessages: uint32(len(f.mails)),
		UIDNext: f.next, UIDValidity: f.validity}, nil
}

// Unselect may run while Idle of a lost connection still does, so the fields
// change under the lock and Idle keeps its own copy.
func (ss *session) Unselect() error {
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	if ss.view != nil {
		ss.view.Close()
	}
	ss.sel, ss.view = nil, nil
	return nil
}

func (ss *session) Create(name string, _ *imap.CreateOptions) error {
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	name = strings.TrimRight(name, string(delim))
	if ss.acct.folders[name] != nil {
		return imapNo(imap.ResponseCodeAlreadyExists, "Mailbox already exists")
	}
	ss.acct.folders[name] = ss.srv.newFolderLocked(name, "")
	return nil
}

func (ss *session) Delete(name string) error {
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	if _, err := ss.folder(name, imap.ResponseCodeNonExistent); err != nil {
		return err
	}
	delete(ss.acct.folders, name)
	return nil
}

func (ss *session) Rename(name, to string, _ *imap.RenameOptions) error {
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	f, err := ss.folder(name, imap.ResponseCodeNonExistent)
	if err != nil {
		return err
	}
	if ss.acct.folders[to] != nil {
		return imapNo(imap.ResponseCodeAlreadyExists, "Mailbox already exists")
	}
	delete(ss.acct.folders, name)
	f.name = to
	ss.acct.folders[to] = f
	return nil
}

// Every folder counts as subscribed: mail clients show only those.
func (ss *session) Subscribe(string) error   { return nil }
func (ss *session) Unsubscribe(string) error { return nil }

func (ss *session) List(w *imapserver.ListWriter, ref string, patterns []string, o *imap.ListOptions) error {
	if len(patterns) == 0 {
		return w.WriteList(&imap.ListData{Attrs: []imap.MailboxAttr{imap.MailboxAttrNoSelect}, Delim: delim})
	}
	ss.srv.mu.Lock()
	var l []imap.ListData
	for name, f := range ss.acct.folders {
		match := slices.ContainsFunc(patterns, func(p string) bool { return imapserver.MatchList(name, delim, ref, p) })
		use := f.use
		if ss.srv.opts.Exchange {
			use = "" // announces no SPECIAL-USE
		}
		if !match || o.SelectSpecialUse && use == "" {
			continue
		}
		d := imap.ListData{Mailbox: name, Delim: delim, Attrs: []imap.MailboxAttr{imap.MailboxAttrHasNoChildren}}
		if o.SelectSubscribed || o.ReturnSubscribed {
			d.Attrs = append(d.Attrs, imap.MailboxAttrSubscribed)
		}
		if use != "" {
			d.Attrs = append(d.Attrs, use)
		}
		if o.ReturnStatus != nil {
			d.Status = ss.statusLocked(f, o.ReturnStatus)
		}
		l = append(l, d)
	}
	ss.srv.mu.Unlock()
	slices.SortFunc(l, func(a, b imap.ListData) int { return strings.Compare(a.Mailbox, b.Mailbox) })
	for i := range l {
		if err := w.WriteList(&l[i]); err != nil {
			return err
		}
	}
	return nil
}

func (ss *session) Status(name string, o *imap.StatusOptions) (*imap.StatusData, error) {
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	f, err := ss.folder(name, imap.ResponseCodeNonExistent)
	if err != nil {
		return nil, err
	}
	return ss.statusLocked(f, o), nil
}

func (ss *session) statusLocked(f *folder, o *imap.StatusOptions) *imap.StatusData {
	var total, unseen, deleted, recent uint32
	var size int64
	for _, m := range f.mails {
		total++
		size += ss.srv.size(m)
		if !hasFlag(m.flags, imap.FlagSeen) {
			unseen++
		}
		if hasFlag(m.flags, imap.FlagDeleted) {
			deleted++
		}
	}
	return &imap.StatusData{Mailbox: f.name, NumMessages: &total, UIDNext: f.next, UIDValidity: f.validity,
		NumUnseen: &unseen, NumDeleted: &deleted, NumRecent: &recent, Size: &size}
}

func (ss *session) Append(name string, r imap.LiteralReader, o *imap.AppendOptions) (*imap.AppendData, error) {
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(r); err != nil {
		return nil, err
	}
	if int64(buf.Len()) != r.Size() {
		return nil, imapNo("", "Message cut off") // never keep half a mail
	}
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	f, err := ss.folder(name, imap.ResponseCodeTryCreate)
	if err != nil {
		return nil, err
	}
	date := o.Time
	if date.IsZero() {
		date = time.Now()
	}
	uid := f.addLocked(buf.Bytes(), date, ss.srv.allowed(o.Flags, true))
	return &imap.AppendData{UIDValidity: f.validity, UID: uid}, nil
}

// allowed drops the flags this server does not keep. On Exchange these are
// keywords, and \Draft outside the APPEND itself.
func (s *Server) allowed(flags []imap.Flag, appending bool) []imap.Flag {
	if !s.opts.Exchange {
		return flags
	}
	return slices.DeleteFunc(slices.Clone(flags), func(f imap.Flag) bool {
		return !strings.HasPrefix(string(f), `\`) || sameFlag(f, imap.FlagDraft) && !appending
	})
}

func (ss *session) Poll(w *imapserver.UpdateWriter, allowExpunge bool) error {
	if ss.view == nil {
		return nil
	}
	return ss.view.Poll(w, allowExpunge)
}

// Idle registers before it looks, so that no mail falls between the two.
func (ss *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	wake := make(chan struct{}, 1)
	ss.srv.mu.Lock()
	f, view := ss.sel, ss.view
	if f != nil {
		f.idle[wake] = true
	}
	ss.srv.mu.Unlock()
	if f == nil {
		<-stop
		return nil
	}
	defer func() {
		ss.srv.mu.Lock()
		delete(f.idle, wake)
		ss.srv.mu.Unlock()
	}()
	for {
		if err := view.Poll(w, true); err != nil {
			return err
		}
		select {
		case <-wake:
		case <-stop:
			return nil
		}
	}
}

// numbered is a mail as this session numbers it.
type numbered struct {
	seq   uint32
	m     *stored
	flags []imap.Flag
}

// pick gives the mails of a set that this session has been told of. The lock
// ends here; writing to the client comes after.
func (ss *session) pick(set imap.NumSet) []numbered {
	ss.srv.mu.Lock()
	defer ss.srv.mu.Unlock()
	var l []numbered
	set = ss.static(set)
	for i, m := range ss.sel.mails {
		seq := ss.view.EncodeSeqNum(uint32(i + 1))
		if seq != 0 && inSet(set, seq, m.uid) {
			l = append(l, numbered{seq, m, slices.Clone(m.flags)})
		}
	}
	return l
}

func inSet(set imap.NumSet, seq uint32, uid imap.UID) bool {
	switch set := set.(type) {
	case imap.SeqSet:
		return set.Contains(seq)
	case imap.UIDSet:
		return set.Contains(uid)
	}
	return false
}

// static replaces "*", which is the highest number there is, so that 7:* with
// nothing above 5 means 5:7 (RFC 9051 section 9, seq-range).
func (ss *session) static(set imap.NumSet) imap.NumSet {
	switch set := set.(type) {
	case imap.SeqSet:
		for i := range set {
			star(&set[i].Start, &set[i].Stop, uint32(len(ss.sel.mails)))
		}
	case imap.UIDSet:
		var last imap.UID
		if n := len(ss.sel.mails); n > 0 {
			last = ss.sel.mails[n-1].uid
		}
		for i := range set {
			star(&set[i].Start, &set[i].Stop, last)
		}
	}
	return set
}

func star[N ~uint32](start, stop *N, last N) {
	dynamic := *start == 0 || *stop == 0
	if *start == 0 {
		*start = last
	}
	if *stop == 0 {
		*stop = last
	}
	if dynamic && *start > *stop {
		*start, *stop = *stop, *start
	}
}
