package mailbox

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/workflow"
)

// Folders are names on the server. A name set by configuration is used when the
// server has it; an empty one is found by SPECIAL-USE (RFC 6154), else by the
// names that mail servers and clients give it.
type Folders struct {
	Inbox, Sent, Drafts, Junk string
	// Other are the remaining folders with mail, without Trash: a mail may turn
	// up there first.
	Other []string
	// Missing are configured names that the server does not have.
	Missing []string
}

// Source is the role of a folder.
func (f Folders) Source(name string) workflow.Source {
	switch name {
	case f.Inbox:
		return workflow.SourceInbox
	case f.Sent:
		return workflow.SourceSent
	case f.Junk:
		return workflow.SourceJunk
	}
	return workflow.SourceOther
}

// The names, compared without regard to case: Exchange and Outlook in Dutch,
// English and German, Gmail, Thunderbird, Apple, Dovecot, Open-Xchange.
var (
	sentNames   = []string{"sent", "sent items", "sent messages", "sent mail", "verzonden items", "verzonden", "verzonden berichten", "verzonden e-mails", "verzonden post", "gesendete elemente", "gesendet", "gesendete objekte"}
	draftsNames = []string{"drafts", "draft", "concepten", "concept", "kladversies", "entwürfe"}
	junkNames   = []string{"junk", "junk e-mail", "junk email", "junk mail", "spam", "bulk mail", "ongewenste e-mail", "ongewenste e-mails", "ongewenst", "ongewenste reclame", "ongewenste post", "reclame", "spamverdacht", "junk-e-mail", "unerwünscht"}
	trashNames  = []string{"trash", "deleted items", "deleted messages", "deleted", "verwijderde items", "verwijderd", "verwijderde berichten", "prullenbak", "prullenmand", "bin", "papierkorb", "gelöschte elemente", "gelöscht"}
	// Folders that hold no mail, or mail that has not been sent.
	noMailNames = []string{"calendar", "agenda", "kalender", "contacts", "contactpersonen", "kontakte", "tasks", "taken", "aufgaben", "notes", "notities", "notizen", "journal", "logboek", "outbox", "postvak uit", "postausgang", "templates", "sjablonen", "vorlagen", "rss feeds", "rss-feeds", "sync issues", "synchronisatieproblemen", "conversation history", "gespreksgeschiedenis"}
)

// Folders lists the server's folders and finds the ones with a role. want are
// the configured names; empty ones are looked for.
func (s Server) Folders(ctx context.Context, want Folders) (Folders, error) {
	l, err := s.connect(ctx)
	if err != nil {
		return Folders{}, err
	}
	defer l.logout(ctx)
	return l.folders(ctx, want)
}

func (l *link) folders(ctx context.Context, want Folders) (Folders, error) {
	var list []*imap.ListData
	err := l.guard(ctx, commandLimit, func() (err error) {
		var options *imap.ListOptions
		// RFC 6154 section 2: a server may give the attributes without being asked,
		// and only one with LIST-EXTENDED understands the question.
		if l.caps.Has(imap.CapSpecialUse) && (l.caps.Has(imap.CapListExtended) || l.caps.Has(imap.CapIMAP4rev2)) {
			options = &imap.ListOptions{ReturnSpecialUse: true}
		}
		list, err = l.List("", "*", options).Collect()
		return err
	})
	if err != nil {
		return Folders{}, fmt.Errorf("list folders: %w", err)
	}
	return assign(list, want), nil
}

// assign gives each folder its role. Every folder gets at most one.
func assign(list []*imap.ListData, want Folders) Folders {
	f := Folders{Inbox: "INBOX"}
	list = slices.DeleteFunc(slices.Clone(list), func(d *imap.ListData) bool {
		return has(d, imap.MailboxAttrNoSelect) || has(d, imap.MailboxAttrNonExistent)
	})
	taken := map[string]bool{}
	pick := func(want string, use imap.MailboxAttr, names []string) string {
		name := findFolder(list, taken, use, names)
		if want != "" && hasFolder(list, want) {
			name = want
		} else if want != "" {
			f.Missing = append(f.Missing, want)
		}
		taken[name] = true
		return name
	}
	if want.Inbox != "" {
		f.Inbox = pick(want.Inbox, "", nil)
		if f.Inbox == "" {
			f.Inbox = "INBOX"
		}
	}
	taken[f.Inbox] = true
	f.Sent = pick(want.Sent, imap.MailboxAttrSent, sentNames)
	f.Drafts = pick(want.Drafts, imap.MailboxAttrDrafts, draftsNames)
	f.Junk = pick(want.Junk, imap.MailboxAttrJunk, junkNames)
	pick("", imap.MailboxAttrTrash, trashNames)
	for _, d := range list {
		// \All and \Flagged show mail of other folders once more, drafts among it.
		virtual := has(d, imap.MailboxAttrAll) || has(d, imap.MailboxAttrFlagged) || has(d, imap.MailboxAttrTrash) || has(d, imap.MailboxAttrDrafts)
		if !taken[d.Mailbox] && !virtual && !slices.Contains(noMailNames, leaf(d)) && !slices.Contains(trashNames, leaf(d)) {
			f.Other = append(f.Other, d.Mailbox)
		}
	}
	return f
}

func findFolder(list []*imap.ListData, taken map[string]bool, use imap.MailboxAttr, names []string) string {
	for _, d := range list {
		if use != "" && has(d, use) && !taken[d.Mailbox] {
			return d.Mailbox
		}
	}
	for _, name := range names { // the first name in our list wins, not the first folder
		for _, d := range list {
			if leaf(d) == name && !taken[d.Mailbox] && depth(d) <= 1 {
				return d.Mailbox
			}
		}
	}
	return ""
}

func has(d *imap.ListData, attr imap.MailboxAttr) bool {
	return slices.ContainsFunc(d.Attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), string(attr)) })
}

func hasFolder(list []*imap.ListData, name string) bool {
	return slices.ContainsFunc(list, func(d *imap.ListData) bool { return d.Mailbox == name })
}

// leaf is the last part of a name: some servers put everything below INBOX.
func leaf(d *imap.ListData) string {
	name := d.Mailbox
	if d.Delim != 0 {
		name = name[strings.LastIndex(name, string(d.Delim))+1:]
	}
	return strings.ToLower(name)
}

func depth(d *imap.ListData) int {
	if d.Delim == 0 {
		return 0
	}
	return strings.Count(d.Mailbox, string(d.Delim))
}
