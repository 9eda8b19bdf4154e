package daemon_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/workflow"
)

// incident is something that went wrong elsewhere, played against us. The guard is
// one place in our code that stands against it: TestGuardsMatter takes it out and
// wants the play to fail.
type incident struct {
	name  string
	guard guard
	play  func(*testing.T)
}

// guard is a text in a file, and what stands there when the guard is gone.
type guard struct{ file, is, gone string }

// TestIncidents plays them all.
func TestIncidents(t *testing.T) {
	for _, i := range incidents {
		t.Run(i.name, i.play)
	}
}

// inHouse plays an incident in the case of Anna, which lies with the director. It is
// Tuesday 14 April 2026, 10:20.
func inHouse(f func(*daemontest.House)) func(*testing.T) {
	return func(t *testing.T) { inCase(t, f) }
}

const (
	evil     = "kwaad@example.org"
	asMarike = "Marieke de Wit <" + cmdtest.Director + ">"
	asAnna   = "Anna Bakker <" + cmdtest.Complainant + ">"
	annasTag = "[K-2026-0001-3]"
)

// wantUnheard: a word reached nobody, and lies in no draft. Who sent it, and the
// committee's own folders for mail that came in, may have it.
func wantUnheard(h *daemontest.House, word string) {
	h.T.Helper()
	drafts := h.Srv.FolderName("\\Drafts")
	for _, addr := range h.Srv.Accounts() {
		for _, folder := range []string{"INBOX", drafts} {
			for _, m := range h.Srv.Messages(addr, folder) {
				ours := addr != cmdtest.Committee || folder == drafts || strings.Contains(string(m.Raw), "X-Klachtenpost:")
				if raw := decoded(m.Raw); ours && strings.Contains(raw, word) {
					h.T.Errorf("%q reached %s (%s):\n%s", word, addr, folder, raw)
				}
			}
		}
	}
}

// wantCase checks how the case of Anna stands.
func wantCase(h *daemontest.House, s workflow.Status) {
	h.T.Helper()
	if c := h.TheCase("K-2026-0001"); c.Status != s {
		h.T.Errorf("the case is %s, want %s", c.Status, s)
	}
}

// wantNoMail: an address got nothing at all.
func wantNoMail(h *daemontest.House, addr string) {
	h.T.Helper()
	if slices.Contains(h.Srv.Accounts(), addr) {
		if n := len(h.Got(addr, "INBOX")); n > 0 {
			h.T.Errorf("%s got %d mails: %q", addr, n, h.Subjects(addr))
		}
	}
}

// proposed brings the case to the proposal and gives the letter that Anna has.
func proposed(h *daemontest.House) workflow.Message {
	h.T.Helper()
	h.Reply(asMarike, h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
	h.Until("2026-04-14 10:40")
	h.SendDraft("excuses", nil)
	h.Until("2026-04-14 11:00")
	wantCase(h, workflow.StatusProposed)
	return h.Last(cmdtest.Complainant, "INBOX")
}

var incidents = []incident{
	// FreeScout before 1.8.220 took agent and thread from an In-Reply-To of the form
	// notify-<thread>-<user>-… without checking its hash: whoever wrote an agent's
	// address above a mail had his text sent on to the customer (CWE-290).
	{"FreeScout CVE-2026-47123", guard{"workflow/handler.go", `|| May(r.Role, ActReply, b.c.Status, r.Proof) != EffectDone {`, `{`},
		inHouse(func(h *daemontest.House) {
			for _, id := range []string{"notify-1-1-1700000000@perspectief.example", "kp.1@perspectief.example", "K-2026-0001/klacht-directeur@perspectief.example"} {
				h.Send(asMarike, "Re: "+annasTag, "KANARIE: u krijgt niets.", "In-Reply-To: <"+id+">\r\n", "References: <"+id+">\r\n")
			}
			h.Until("2026-04-16 12:00")
			wantCase(h, workflow.StatusWithDirector)
			wantUnheard(h, "KANARIE")
		})},
	// FreeScout 1.8.235 (GHSA-83xx-8c27-gq78): a reply to an old notification counted
	// although its writer had lost access to the conversation since.
	{"FreeScout GHSA-83xx-8c27-gq78", guard{"workflow/handler.go", `r.Role != b.c.Handler || `, ``},
		inHouse(func(h *daemontest.House) {
			old := h.Last(cmdtest.Director, "INBOX")
			h.Write(annasTag, "naar het bestuur")
			h.Until("2026-04-14 11:00")
			h.Reply(asMarike, old, "KANARIE: dit voorstel doe ik toch.")
			h.Until("2026-04-14 12:00")
			wantUnheard(h, "KANARIE")
		})},
	// FreeScout #4515: an agent forwarded a notification to a colleague; the answer
	// of that colleague was taken for the agent's and went to the customer.
	{"FreeScout #4515 forwarded notification", guard{"workflow/sort.go", `Person: t.Person, Proof: ProofTokenOther}`, `Person: t.Person, Proof: ProofToken}`},
		inHouse(func(h *daemontest.House) {
			h.Reply("Collega <collega@perspectief.example>", h.Last(cmdtest.Director, "INBOX"), "KANARIE: onder ons, zij is lastig.")
			h.Until("2026-04-16 12:00")
			wantUnheard(h, "KANARIE")
		})},
	// FreeScout #4035: the out-of-office answer of an agent to a notification was sent
	// to the customer as his reply.
	{"FreeScout #4035 agent out of office", guard{"workflow/receive.go", `case m.Kind == KindAutomatic:`, `case false:`},
		inHouse(func(h *daemontest.House) {
			n := h.Last(cmdtest.Director, "INBOX")
			h.Send(asMarike, "Automatisch antwoord: "+n.Subject, "KANARIE: ik ben er niet.", "In-Reply-To: <"+n.MessageID+">\r\n", "Auto-Submitted: auto-replied\r\n")
			h.Until("2026-04-14 12:00")
			wantUnheard(h, "KANARIE")
			c := h.TheCase("K-2026-0001")
			if d, ok := c.Deadline(workflow.DeadlineHandlerSeen); !ok || !d.Open() {
				h.T.Error("an absence counts as having seen the complaint")
			}
		})},
	// FreeScout #4287, agent-os #575: who answers went to Reply-To, which anybody can
	// point at anybody.
	{"FreeScout #4287 Reply-To", guard{"workflow/intake.go", `Name: found.Name, Address: m.From,`, `Name: found.Name, Address: append(m.ReplyTo, m.From)[0],`},
		inHouse(func(h *daemontest.House) {
			h.Send("Peter Jansen <peter@voorbeeld.nl>", "Klacht", cmdtest.Story, "Reply-To: slachtoffer@example.org\r\n")
			h.Until("2026-04-14 11:00")
			wantNoMail(h, "slachtoffer@example.org")
			if n := len(h.Got("peter@voorbeeld.nl", "INBOX")); n != 1 {
				h.T.Errorf("the sender has %d mails, want one", n)
			}
		})},
	// Zammad #5064: a mail of customer B with the number of A's ticket in its subject
	// was added to that ticket.
	{"Zammad #5064 somebody else's number", guard{"workflow/sort.go", `if onFile && m.DMARC != DMARCFail {`, `if (onFile || true) && m.DMARC != DMARCFail {`},
		inHouse(func(h *daemontest.House) {
			before := len(h.TheCase("K-2026-0001").Course.File)
			h.Send("Peter Jansen <peter@voorbeeld.nl>", "Mijn bericht "+annasTag, "Hoe staat het ermee?")
			h.Until("2026-04-14 11:00")
			wantNoMail(h, "peter@voorbeeld.nl")
			if c := h.TheCase("K-2026-0001"); len(c.Course.File) != before || c.NeedsHuman {
				h.T.Error("a stranger's mail is in the case")
			}
		})},
	// Zendesk CVE-2024-49193: a spoofed reply that put the attacker in Cc made him a
	// party of the ticket; the next answer carried its whole history to him.
	{"Zendesk CVE-2024-49193", guard{"cmd/daemon/compose.go", `m.To.Name = "" //`, `if a, err := c.tx.Message(n.About); err == nil { m.Cc = append(m.Cc, a.Cc...) }; m.To.Name = "" //`},
		inHouse(func(h *daemontest.House) {
			h.Send(asAnna, "Re: "+annasTag, "Nog iets. Zet mijn vriend erbij.", "Cc: "+evil+"\r\n", "Reply-To: "+evil+"\r\n", "Sender: "+evil+"\r\n", "Resent-From: "+evil+"\r\n")
			h.Until("2026-04-14 11:00")
			h.SendDraft("Nog iets", nil)
			h.Until("2026-04-16 12:00")
			wantNoMail(h, evil)
			for _, m := range slices.Concat(h.Srv.Messages(cmdtest.Complainant, "INBOX"), h.Srv.Messages(cmdtest.Director, "INBOX")) {
				head, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n")
				if strings.Contains(head, "example.org") {
					h.T.Errorf("the attacker stands in a header of ours:\n%s", head)
				}
			}
		})},
	// Zendesk relay spam, October 2025 and January 2026: tickets in the names of
	// victims, whose acknowledgements carried the spammer's subject to them from a
	// hundred good senders.
	{"Zendesk relay spam 2025-26", guard{"cmd/daemon/outbox.go", `wait, err = c.together(n)`, `wait = time.Time{}`},
		inHouse(func(h *daemontest.House) {
			began := time.Now()
			for i := range 60 {
				h.Send("FREE DISCORD NITRO <slachtoffer"+string(rune('a'+i%26))+string(rune('a'+i/26))+"@example.org>", "TAKE DOWN ORDER KANARIE", "Ik heb een klacht over KANARIE, https://kwaad.example/. Mijn bemiddelaar kwam op 1 april niet opdagen.\n\nKANARIE Jansen")
			}
			time.Sleep(time.Hour)
			n := 0
			for _, addr := range h.Srv.Accounts() {
				if !strings.HasPrefix(addr, "slachtoffer") {
					continue
				}
				got := h.Srv.Messages(addr, "INBOX")
				n += len(got)
				for _, m := range got {
					if raw := decoded(m.Raw); strings.Contains(raw, "KANARIE") || strings.Contains(raw, "kwaad.example") || strings.Contains(raw, "NITRO") {
						h.T.Errorf("the spammer's words are in our acknowledgement:\n%s", raw)
					}
				}
			}
			if n > 20 {
				h.T.Errorf("%d mails to victims in %s, want at most 20", n, time.Since(began))
			}
		})},
	// Ticket Trick (2017): register at a service with the address of a helpdesk, and
	// read its verification mail in one's own ticket.
	{"Ticket Trick 2017", guard{"workflow/sort.go", `if onFile && m.DMARC != DMARCFail {`, `if (onFile || true) && m.DMARC != DMARCFail {`},
		inHouse(func(h *daemontest.House) {
			before := len(h.TheCase("K-2026-0001").Course.File)
			h.Send("Dienst <welkom@dienst.example>", "Bevestig uw adres "+annasTag, "Uw code is KANARIE.")
			h.Send("Dienst <noreply@dienst.example>", "Bevestig uw adres "+annasTag, "Uw code is KANARIE.")
			h.Until("2026-04-16 12:00")
			wantUnheard(h, "KANARIE")
			if c := h.TheCase("K-2026-0001"); len(c.Course.File) != before {
				h.T.Error("a verification mail is in the case of who asked for it")
			}
		})},
	// GLPI mailanalyzer #64: a mail whose Message-ID was known already was taken for
	// the old one, and lost.
	{"GLPI mailanalyzer #64 Message-ID again", guard{"store/message.go", `[]string{id, addressKey(m.From), m.Subject, m.NewText}`, `[]string{id}`},
		inHouse(func(h *daemontest.House) {
			for _, s := range []string{"een", "twee"} {
				h.Srv.Deliver(cmdtest.Committee, []byte("From: peter@voorbeeld.nl\r\nTo: "+cmdtest.Committee+"\r\nSubject: bericht "+s+"\r\nMessage-ID: <zelfde@voorbeeld.nl>\r\n\r\nHallo, dit is bericht "+s+".\r\n"))
				time.Sleep(time.Minute)
			}
			h.Until("2026-04-14 11:00")
			h.Item("I-2") // fails when there is none
		})},
	// GLPI mailanalyzer #81, a privacy incident: mails with an empty Message-ID "< >"
	// were all put into one ticket.
	{"GLPI mailanalyzer #81 empty Message-ID", guard{"mailbox/reader/fields.go", `if v[j] == '>' && j > 0 && j <= maxID {`, `if v[j] == '>' || v[j] == ' ' { out = append(out, "leeg"); v = v[j+1:]; continue } else if v[j] == '>' && j > 0 && j <= maxID {`},
		inHouse(func(h *daemontest.House) {
			for _, p := range []string{"peter", "roos"} {
				h.Srv.Deliver(cmdtest.Committee, []byte("From: "+p+"@voorbeeld.nl\r\nTo: "+cmdtest.Committee+"\r\nSubject: Klacht\r\nMessage-ID: < >\r\nReferences: < >\r\nIn-Reply-To: <>\r\n\r\n"+strings.ReplaceAll(cmdtest.Story, "\n", "\r\n")+"\r\n"))
				time.Sleep(time.Minute)
			}
			h.Until("2026-04-14 11:00")
			if c := h.TheCase("K-2026-0003"); c.People[0].Address.Local != "roos" {
				h.T.Errorf("the second complaint is of %s", c.People[0].Address.Addr())
			}
		})},
	// osTicket 1.7 #748: a third party could add words to a ticket by its number in
	// the subject and a sender's address; only the thread proves something now.
	{"osTicket 1.7 #748 number and From", guard{"workflow/sort.go", `Matter: key, Proof: ProofTag}`, `Matter: key, Proof: ProofToken}`},
		inHouse(func(h *daemontest.House) {
			h.Send(asAnna, "Re: "+annasTag, "Ik trek mijn klacht in.")
			h.Until("2026-04-14 11:00")
			wantCase(h, workflow.StatusWithDirector)
		})},
	// osTicket 1.7 #714: alerts that came back were posted to their own ticket again
	// and again; a mail "from us" that came from outside is the same bait.
	{"osTicket 1.7 #714 our own address", guard{"workflow/sort.go", `outside := m.OutsideHop || m.DMARC == DMARCFail`, `outside := false`},
		inHouse(func(h *daemontest.House) {
			actie := "Received: from mail.example.org (mail.example.org [203.0.113.9]) by mx.perspectief.example with ESMTP; Tue, 14 Apr 2026 10:30:00 +0200\r\n"
			raw := actie + "From: Karin <" + cmdtest.Committee + ">\r\nTo: " + cmdtest.Committee + "\r\nSubject: " + annasTag + "\r\nMessage-ID: <x@example.org>\r\n\r\nnaar het bestuur\r\n"
			h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), []byte(raw), "\\Seen") // a rule dropped it there
			h.Srv.Deliver(cmdtest.Committee, []byte(strings.Replace(raw, "x@", "y@", 1)))
			h.Until("2026-04-16 12:00")
			if c := h.TheCase("K-2026-0001"); c.Handler != workflow.RoleDirector {
				h.T.Errorf("a mail from outside in our name handed the case to %s", c.Handler)
			}
		})},
	// Faveo #150: the report that an acknowledgement was not delivered opened a ticket,
	// whose acknowledgement was not delivered, whose report …
	{"Faveo #150 bounce loop", guard{"mailbox/reader/kind.go", `case c.isReport(m, h, s, t):`, `case false && c.isReport(m, h, s, t):`},
		inHouse(func(h *daemontest.House) {
			ack := h.Last(cmdtest.Complainant, "INBOX")
			h.Send("Mail Delivery Subsystem <mailer-daemon@voorbeeld.nl>", "Undelivered Mail Returned to Sender", "This is the mail system at host voorbeeld.nl.\n\n<"+cmdtest.Complainant+">: 550 5.1.1 user unknown\n\nFinal-Recipient: rfc822; "+cmdtest.Complainant+"\nAction: failed\nStatus: 5.1.1\n\nMessage-ID: <"+ack.MessageID+">\nSubject: "+ack.Subject, "Return-Path: <>\r\n", "In-Reply-To: <"+ack.MessageID+">\r\n")
			h.Until("2026-04-16 12:00")
			wantNoMail(h, "mailer-daemon@voorbeeld.nl")
			if !slices.ContainsFunc(h.TheCase("K-2026-0001").Questions, func(q workflow.Question) bool { return q.Reason == workflow.ReasonBounced }) {
				h.T.Error("nobody is asked to call who did not get our mail")
			}
		})},
	// frappe/helpdesk #3628: only its own header was known as a machine's; an
	// autoresponder and the acknowledgement answered each other.
	{"Frappe Helpdesk #3628 autoresponder", guard{"mailbox/reader/kind.go", `if autoSubmitted(h) || nullPath(h)`, `if nullPath(h)`},
		inHouse(func(h *daemontest.House) {
			for i := range 5 {
				h.Send(asAnna, "Bedankt voor uw bericht "+annasTag, "Wij hebben uw mail ontvangen.", "Auto-Submitted: auto-generated (responder)\r\n")
				h.Until("2026-04-14 1" + string(rune('1'+i)) + ":00")
			}
			h.WantMails(cmdtest.Complainant, 1)
		})},
	// Chatwoot #5131: a no-reply address and the inbox answered each other without end.
	{"Chatwoot #5131 no-reply", guard{"mailbox/reader/kind.go", `if machineLocal(from) {`, `if false {`},
		inHouse(func(h *daemontest.House) {
			h.Send("Webwinkel <noreply@winkel.example>", "Klacht", cmdtest.Story)
			h.Until("2026-04-14 11:00")
			wantNoMail(h, "noreply@winkel.example")
		})},
	// osTicket 1.7 #532: two helpdesks acknowledged each other's acknowledgements; the
	// other one said X-Loop.
	{"osTicket 1.7 #532 X-Loop", guard{"mailbox/reader/kind.go", `h.has("X-Loop") || h`, `h`},
		inHouse(func(h *daemontest.House) {
			h.Send("Helpdesk <help@voorbeeld.nl>", "[Ticket#2026041410] Uw klacht", "Hierbij dien ik een klacht in. Uw bemiddelaar kwam op 1 april niet.\nJan Helpdesk", "X-Loop: yes\r\n")
			h.Until("2026-04-14 11:00")
			wantNoMail(h, "help@voorbeeld.nl")
		})},
	// Zammad #1906: mail from postmaster@ of the own domain was dropped as a machine's,
	// and nobody saw it.
	{"Zammad #1906 dropped", guard{"workflow/sort.go", `return Route{Verdict: VerdictItem, Reason: ReasonMachine}`, `return Route{Verdict: VerdictFile}`},
		inHouse(func(h *daemontest.House) {
			h.Send("postmaster@voorbeeld.nl", "Formulier", "Naam: Peter Jansen\nKlacht: mijn bemiddelaar kwam niet.")
			h.Until("2026-04-14 11:00")
			h.Item("I-1")
		})},
	// Alga PSA #3241: a forged reply in the thread reopened a closed ticket, and its
	// Cc became a watcher.
	{"Alga PSA #3241 forged reply reopens", guard{"workflow/sort.go", `Person: t.Person, Proof: ProofTokenOther}`, `Person: t.Person, Proof: ProofToken}`},
		inHouse(func(h *daemontest.House) {
			h.Reply(asAnna, proposed(h), "Ja, ik ben tevreden.")
			h.Until("2026-04-14 11:30")
			wantCase(h, workflow.StatusClosed)
			h.Reply(evil, h.Last(cmdtest.Complainant, "INBOX"), "1")
			h.Until("2026-04-14 12:00")
			wantCase(h, workflow.StatusClosed)
			wantNoMail(h, evil)
		})},
	// Request Tracker CVE-2023-41259: headers of RT itself were believed in mail from
	// outside. Ours says that a mail is the program's own: believed, a complaint with
	// it would be put away unread.
	{"Request Tracker CVE-2023-41259 our header", guard{"store/evidence.go", `if !g.ownID && !g.ownText {`, `if g.ev.OwnMail = g.m.Ours != ""; !g.ownID && !g.ownText {`},
		inHouse(func(h *daemontest.House) {
			h.Send("Peter Jansen <peter@voorbeeld.nl>", "Klacht", cmdtest.Story, "X-Klachtenpost: MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK\r\n", "RT-Send-Cc: "+evil+"\r\n", "X-RT-Sign: 1\r\n")
			h.Until("2026-04-14 11:00")
			h.TheCase("K-2026-0002")
			wantNoMail(h, evil)
		})},
	// iTop mail-to-ticket #97: the caller was whoever From named, though his domain
	// disowned the mail.
	{"iTop mail-to-ticket #97 disowned", guard{"workflow/sort.go", "\tcase m.DMARC == DMARCFail:\n\t\titem.Reason = ReasonDisowned", "\tcase false:\n\t\titem.Reason = ReasonDisowned"},
		func(t *testing.T) {
			from(t, "2026-04-14 10:00", mailtest.Options{CatchAll: true}, func(h *daemontest.House) {
				h.Config.Trust.AuthservID, h.Config.Trust.OwnHosts = "mx.perspectief.example", []string{"mx.perspectief.example"}
			}, func(h *daemontest.House) {
				h.Srv.Deliver(cmdtest.Committee, []byte("Authentication-Results: mx.perspectief.example; dmarc=fail header.from=voorbeeld.nl\r\nReceived: from evil.example (evil.example [203.0.113.9]) by mx.perspectief.example with ESMTP; Tue, 14 Apr 2026 10:30:00 +0200\r\nFrom: "+asAnna+"\r\nTo: "+cmdtest.Committee+"\r\nSubject: Klacht\r\n\r\n"+strings.ReplaceAll(cmdtest.Story, "\n", "\r\n")+"\r\n"))
				h.Until("2026-04-14 11:00")
				if it := h.Item("I-1"); it.Reason != workflow.ReasonDisowned {
					t.Errorf("put before her as %s", it.Reason)
				}
				h.WantMails(cmdtest.Complainant, 0)
			})
		}},

	// OpenDMARC CVE-2019-16378: of two addresses in From one was checked and the other
	// shown.
	{"OpenDMARC CVE-2019-16378 two From", guard{"mailbox/reader/address.go", `if n != 1 {`, `if n < 1 {`},
		wantNobody("From: kwaad@example.org\r\nFrom: directeur@perspectief.example\r\n", "From: kwaad@example.org, directeur@perspectief.example\r\n", "From: Marieke <directeur@perspectief.example>, kwaad@example.org\r\n")},
	// Go CVE-2024-24784: net/mail read comments in a display name in its own way, so
	// that a gateway and the program behind it saw two senders.
	{"Go CVE-2024-24784 comments in From", guard{"mailbox/reader/address.go", `case '<', '>', '@', ',', ';', ':', '\\', '(', ')', '[', ']':`, `case '<':`},
		wantNobody("From: kwaad@example.org (x) <directeur@perspectief.example>\r\n", "From: \"x\" (kwaad@example.org) <directeur@perspectief.example>\r\n", "From: a: <directeur@perspectief.example>\r\n", "From: (x <kwaad@example.org>) directeur@perspectief.example\r\n")},
	// go-mail CVE-2025-59937: a quoted local part with a closing bracket became ESMTP
	// parameters of the next command.
	{"go-mail CVE-2025-59937 ESMTP parameters", guard{"mailbox/reader/address.go", `if !ok || !plainLocal(local) || !plainDomain(domain) {`, `if !ok || !plainDomain(domain) {`},
		wantNobody("From: \"a> ORCPT=kwaad@example.org <b\"@voorbeeld.nl\r\n", "From: \"toni> SIZE=1\"@voorbeeld.nl\r\n", "From: \"a b\"@voorbeeld.nl\r\n")},
	// Mailsploit (2017): an encoded word in the address itself, which some show
	// decoded, with a line end and a second address behind it.
	{"Mailsploit 2017", guard{"mailbox/reader/address.go", ` || strings.Contains(s, "=?") {`, ` {`},
		wantNobody("From: =?utf-8?b?ZGlyZWN0ZXVyQHBlcnNwZWN0aWVmLmV4YW1wbGU=?=@example.org\r\n", "From: =?utf-8?Q?directeur?=@perspectief.example\r\n")},
	// OpenDMARC CVE-2019-20790 and its kin: a verdict in a header that the sender wrote
	// himself was believed.
	{"OpenDMARC CVE-2019-20790 forged verdict", guard{"mailbox/reader/authres.go", `for i := 0; i < entry; i++ {`, `for i := 0; i < len(h); i++ {`},
		func(t *testing.T) {
			const received = "Received: from evil.example (evil.example [203.0.113.9]) by mx.perspectief.example with ESMTP; Tue, 14 Apr 2026 10:30:00 +0200\r\n"
			const forged = "Authentication-Results: mx.perspectief.example; dmarc=pass header.from=perspectief.example\r\n"
			m := reader.Read(strings.NewReader(received+forged+"From: directeur@perspectief.example\r\n\r\n1\r\n"),
				reader.Options{AuthservID: "mx.perspectief.example", OwnHosts: []string{"mx.perspectief.example"}})
			if m.DMARC != workflow.DMARCNone {
				t.Errorf("a verdict of the sender's own: %s", m.DMARC)
			}
		}},
}

// wantNobody: a From of this shape proves nobody.
func wantNobody(headers ...string) func(*testing.T) {
	return func(t *testing.T) {
		for _, head := range headers {
			if m := reader.Read(strings.NewReader(head+"To: "+cmdtest.Committee+"\r\nSubject: x\r\n\r\nHallo\r\n"), reader.Options{}); !m.From.IsZero() {
				t.Errorf("%q is taken for %s", head, m.From.Addr())
			}
		}
	}
}
