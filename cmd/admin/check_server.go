package admin

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox"
)

// How long looking at one server may take, and what is told of it.
const (
	checkLimit   = 2 * time.Minute
	certWarning  = 21 * 24 * time.Hour
	clockWarning = 2 * time.Minute
	fewMails     = 5 // from so many mails on a name in their headers means something
)

// online looks at the two servers. No mail is sent and nothing is changed.
func (c *checker) online(ctx context.Context) {
	c.incoming(ctx)
	c.outgoing(ctx)
}

func (c *checker) server(title, section string, s config.Server) {
	c.section(fmt.Sprintf("%s: %s (%s)", title, net.JoinHostPort(s.Host, strconv.Itoa(s.Port)), s.TLS))
	if !strings.EqualFold(s.Username, c.cfg.Mailbox.Address) {
		c.note("logs in as %s, not as the mailbox itself (%s.username)", s.Username, section)
	}
}

func (c *checker) certificate(cert *mailbox.Certificate) {
	if cert == nil {
		return
	}
	left := time.Until(cert.Until)
	if left < certWarning {
		c.note("its certificate ends on %s, in %d days: whoever runs the server should renew it", cert.Until.Format("2006-01-02"), int(left.Hours()/24))
	}
	c.ok("secure (%s), certificate for %s, issued by %s, good until %s",
		cert.Version, strings.Join(cert.Names[:min(3, len(cert.Names))], ", "), cert.Issuer, cert.Until.Format("2006-01-02"))
}

func (c *checker) incoming(ctx context.Context) {
	c.server("incoming mail", "imap", c.cfg.IMAP)
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	m := c.cfg.Mailbox
	r, err := mailbox.ProbeIMAP(ctx, c.imap, mailbox.Folders{Inbox: m.Inbox, Sent: m.Sent, Drafts: m.Drafts, Junk: m.Junk})
	c.certificate(r.Certificate)
	if err != nil {
		c.advise(advice.For("imap", c.cfg.IMAP, err))
		return
	}
	c.ok("the login works, and the mailbox can be read: %d mails in %s", r.Messages, r.Folders.Inbox)
	if !m.Idle {
		c.note("mailbox.idle = false: new mail is seen within %v", m.Poll)
	} else if r.Idle {
		c.ok("the server tells of new mail at once (IDLE)")
	} else {
		c.note("the server does not tell of new mail (no IDLE): it is seen within %v (mailbox.poll)", m.Poll)
	}
	if !r.UIDPlus {
		c.note("the server does not tell where it puts a letter (no UIDPLUS): drafts are found again by their text")
	}
	c.folders(r)
	if r.AppendLimit > 0 && r.AppendLimit < daemon.MaxAttached {
		c.note("letters of more than %d MB cannot be prepared (APPENDLIMIT)", r.AppendLimit>>20)
	}
	c.provider(r)
	if ahead := time.Until(r.Newest); ahead > clockWarning {
		c.clock(-ahead)
	}
}

// folders tells which folders are used and asks for those it did not find.
func (c *checker) folders(r mailbox.IMAPReport) {
	f := r.Folders
	how := "by their usual names"
	if r.SpecialUse {
		how = "by the server's own marks"
	}
	quoted := make([]string, len(f.Other))
	for i, name := range f.Other {
		quoted[i] = strconv.Quote(name)
	}
	list := strings.Join(quoted[:min(len(quoted), 40)], ", ")
	if list == "" {
		list = "there are no others; make it in your mail program first"
	} else {
		list = "one of " + list
	}
	for _, name := range f.Missing {
		c.fail(fmt.Sprintf("there is no folder %q, which the configuration names", name),
			"write its name as the server has it, "+list+", or leave the line out")
	}
	for _, w := range []struct{ key, role, have string }{{"sent", "sent mail", f.Sent}, {"drafts", "drafts", f.Drafts}} {
		if w.have == "" {
			c.fail(fmt.Sprintf("no folder for %s was found", w.role),
				fmt.Sprintf("write under [mailbox]: %s = \"…\", with %s", w.key, list))
		}
	}
	if f.Junk == "" {
		c.note("no folder for unwanted mail was found; if there is one, write under [mailbox]: junk = \"…\"")
	}
	if f.Sent != "" && f.Drafts != "" {
		c.ok("folders, found %s: sent %q, drafts %q, junk %q, and %d more", how, f.Sent, f.Drafts, f.Junk, len(f.Other))
	}
}

// provider compares what stands in the newest mails with [trust].
func (c *checker) provider(r mailbox.IMAPReport) {
	const key = "trust.authserv_id"
	set := c.cfg.Trust.AuthservID
	found := ""
	if len(r.Signers) > 0 && 2*r.Signers[0].Mails >= r.Looked {
		found = r.Signers[0].Name
		if found == "" {
			found = "-" // Microsoft 365 writes no name
		}
	}
	has := slices.ContainsFunc(r.Signers, func(n mailbox.Named) bool { return n.Name == set || n.Name == "" && set == "-" })
	switch {
	case r.Looked < fewMails:
		c.note("too few mails to see how the provider signs its check of the sender (%s)", key)
	case set == "" && found != "":
		c.note("the provider signs its check of the sender: write %s = %q", key, found)
	case set == "":
		c.note("the provider does not sign a check of the sender: a forged sender is not noticed")
	case has:
		c.ok("the provider signs its check of the sender as %s says, in mails of the last days", key)
	case found != "":
		c.fail(fmt.Sprintf("%s = %q stands in none of the newest %d mails, %q does", key, set, r.Looked, found), fmt.Sprintf("write %s = %q", key, found))
	default:
		c.note("%s = %q stands in none of the newest %d mails", key, set, r.Looked)
	}
	if host := commonHost(r); host != "" && !ownHostOf(host, c.cfg.Trust.OwnHosts) {
		c.note("your mail is received by %s: write trust.own_hosts = [%q]", host, host)
	}
}

// commonHost is the name that the hosts which received most of the mails share.
// Large providers have many: then it is their domain.
func commonHost(r mailbox.IMAPReport) string {
	if r.Looked < fewMails {
		return ""
	}
	count := make(map[string]int)
	for _, h := range r.Hosts {
		labels := strings.Split(h.Name, ".")
		for i := range labels {
			if len(labels)-i >= 3 || i == 0 && len(labels) == 2 {
				count[strings.Join(labels[i:], ".")] += h.Mails
			}
		}
	}
	best := ""
	for name, n := range count {
		if 10*n >= 9*r.Looked && (len(name) > len(best) || len(name) == len(best) && name < best) {
			best = name
		}
	}
	return best
}

func ownHostOf(host string, own []string) bool {
	return slices.ContainsFunc(own, func(o string) bool {
		return strings.EqualFold(host, o) || strings.HasSuffix(host, "."+strings.ToLower(o))
	})
}

func (c *checker) outgoing(ctx context.Context) {
	c.server("outgoing mail", "smtp", c.cfg.SMTP)
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	r, err := mailbox.ProbeSMTP(ctx, c.smtp, c.cfg.Mailbox.Address)
	c.certificate(r.Certificate)
	if err != nil {
		c.advise(advice.For("smtp", c.cfg.SMTP, err))
		return
	}
	c.ok("the login works")
	switch {
	case r.Refused != "":
		c.fail(fmt.Sprintf("the server does not let this login send as %s: %s", c.cfg.Mailbox.Address, r.Refused),
			"give the account the right to send as that address (at Microsoft 365: Send As, see klachtenpost check -m365), or log in as the mailbox itself")
	default:
		c.ok("the server takes %s as sender, as far as it says so before a mail is there; check -live shows the rest", c.cfg.Mailbox.Address)
	}
	switch {
	case r.Size == 0:
		c.note("the server does not say how large a mail may be")
	case r.Size < daemon.MaxAttached*4/3:
		c.note("the server takes mails of at most %d MB: larger attachments to a complaint are named and not sent along", r.Size>>20)
	default:
		c.ok("mails of up to %d MB", r.Size>>20)
	}
	if !r.Clock.IsZero() {
		c.clock(time.Since(r.Clock))
	}
}

// clock compares the clock of this machine with one of the mail server's.
func (c *checker) clock(ahead time.Duration) {
	off, word := ahead.Abs().Round(time.Second), "ahead of"
	if ahead < 0 {
		word = "behind"
	}
	if off <= clockWarning {
		c.ok("the clock of this machine agrees with the server's")
		return
	}
	c.fail(fmt.Sprintf("the clock of this machine is %v %s that of the mail server", off, word),
		"let this machine keep its clock by itself: install systemd-timesyncd or chrony")
}
