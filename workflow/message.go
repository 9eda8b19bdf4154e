package workflow

import (
	"strings"
	"time"
)

// Kind is the verdict on how a mail came to be (RFC 3834 section 2): only a
// human mail acts or is answered, all three are filed.
type Kind string

const (
	KindHuman     Kind = "mens"         // written by a person
	KindAutomatic Kind = "automatisch"  // absence, list, website form, report that is no bounce
	KindBounce    Kind = "onbestelbaar" // delivery report (RFC 3464) or a mail that says it is one
)

// Source is the role of the folder in which a mail was first seen.
type Source string

const (
	SourceInbox Source = "inbox"
	SourceSent  Source = "verzonden"
	SourceJunk  Source = "ongewenst"
	SourceOther Source = "andere map"
)

// DMARC is what a trusted Authentication-Results header (RFC 8601) says of the
// From domain.
type DMARC string

const (
	DMARCNone DMARC = ""     // no trusted verdict: neutral
	DMARCPass DMARC = "pass" // the domain vouches for the mail
	DMARCFail DMARC = "fail" // the domain disowns it: nothing acts, nothing is answered
)

// Address is one mail address with the name shown beside it.
type Address struct {
	Name  string
	Local string // case kept, compared as written
	// Domain is lower case.
	Domain string
}

// ParseAddress splits a bare addr-spec at its last @. It does not look at
// RFC 5322 comments or quoting; the reader does that.
func ParseAddress(name, addr string) Address {
	i := strings.LastIndexByte(addr, '@')
	if i <= 0 || i == len(addr)-1 {
		return Address{Name: name}
	}
	return Address{Name: name, Local: addr[:i], Domain: strings.ToLower(addr[i+1:])}
}

// IsZero reports whether a holds no usable address.
func (a Address) IsZero() bool { return a.Local == "" || a.Domain == "" }

// Addr gives local@domain, or "" for the zero Address.
func (a Address) Addr() string {
	if a.IsZero() {
		return ""
	}
	return a.Local + "@" + a.Domain
}

// Same reports whether a and b are the same mailbox. The local part is compared
// without regard to case, as all providers that people use do.
func (a Address) Same(b Address) bool {
	return !a.IsZero() && a.Domain == b.Domain && strings.EqualFold(a.Local, b.Local)
}

// Attachment is what a mail carries beside its text. Its content stays in the
// raw mail and is decoded when it is needed.
type Attachment struct {
	Name string // shown name, made safe; never a path
	Type string // media type, lower case
	Size int64  // decoded bytes
}

// Report is one recipient's fate in a delivery report (RFC 3464 section 2.3).
type Report struct {
	Recipient string
	Action    string // "failed", "delayed", "delivered", "relayed" or "expanded"; "" when the report does not say
	Status    string // enhanced status code, "5.1.1"; "" when none was found
	MessageID string // of the mail the report is about, without <>; "" when not named
}

// Details are what a complaint tells of the complainant and the matter. A field
// that was not found with confidence is empty; nothing is invented.
type Details struct {
	Name     string
	Address  string // postal address in one line
	Phone    string
	Email    string // another address than the From, written in the text
	Employee string // whom the complaint is about
}

// Message is a mail that came in, or that the secretary sent, as read from its
// raw bytes. The bytes are the truth; everything here is a view that can be
// computed again.
type Message struct {
	ID       int64 // row number in the store, 0 before it is stored
	Source   Source
	Folder   string    // name on the server, shown to the secretary when it is no ordinary one
	Received time.Time // INTERNALDATE; the Date header is for show only

	Kind Kind
	// From is the author when the identity has the one proven shape: exactly one
	// From header with exactly one address (trust rule 6). Otherwise it is zero
	// and FromShown holds what could be made of it, for people to read.
	From      Address
	FromShown Address
	To, Cc    []Address
	ReplyTo   []Address // shown, never used as a recipient
	Subject   string
	Date      time.Time // of the Date header; zero when unreadable
	MessageID string    // without <>; "" when absent or unreadable
	// References are all ids in In-Reply-To and References without <>, the
	// newest (the mail answered) first.
	References []string
	// OriginalIDs are other ids under which the mail is known
	// (X-Microsoft-Original-Message-ID), without <>.
	OriginalIDs []string
	Ours        string // value of X-Klachtenpost, unchecked; "" when absent
	DMARC       DMARC
	SpamMarked  bool // a filter's mark in the header (X-Spam-Flag: YES and its kin)
	NoAutoReply bool // X-Auto-Response-Suppress asks for it, a Received loop is near, or Return-Path is null
	OutsideHop  bool // carries a Received line of another host than our own servers

	Text       string  // the whole readable text
	NewText    string  // what the writer added above, below or between quotes
	Confidence float64 // in NewText, 0-1; below 0.5 all is shown and nothing acts
	HTMLOnly   bool
	// Original is the writer of a mail that was forwarded to us, zero when this
	// is no forward.
	Original    Address
	Attachments []Attachment
	Reports     []Report // of a bounce
	// Absent tells that an automatic mail says somebody is away; Until is the
	// return date it names as 2006-01-02, "" when it names none.
	Absent      bool
	AbsentUntil string
	Calendar    []CalendarReply
	Problems    []string // what was odd, in English, for support; no content

	ahead *reading // by ReadAhead, else nil
}

// CalendarReply is an answer to an invitation (RFC 5546 section 3.2.3).
type CalendarReply struct {
	UID      string
	PartStat string // ACCEPTED, DECLINED, TENTATIVE
	// Sequence is that of the invitation it answers (RFC 5545 section 3.8.7.4); -1 when
	// it names none.
	Sequence int
}
