package reader

import (
	"strings"
	"testing"

	"klachtenpost/workflow"
)

// mustKind reads a mail made of extra header lines, a subject and a text.
func mustKind(t *testing.T, fields, text string) workflow.Message {
	t.Helper()
	if !strings.Contains(fields, "From:") {
		fields = "From: Jan Jansen <jan@voorbeeld.nl>\n" + fields
	}
	if !strings.Contains(fields, "Subject:") {
		fields += "\nSubject: Re: Uw klacht"
	}
	return Read(strings.NewReader(mustCRLF("Date: Tue, 28 Apr 2026 10:12:00 +0200\n"+fields+"\n\n"+text+"\n")), Options{OwnListIDs: []string{"klachten.perspectief.example"}})
}

// TestAutomatic has LOOP-01, LOOP-08 and LOOP-13: what marks a machine's mail.
func TestAutomatic(t *testing.T) {
	for _, f := range []string{
		"Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated", "Auto-Submitted: AUTO-REPLIED (vacation)", "Auto-Submitted: auto-replied; owner=\"x\"", "Auto-Submitted: auto-notified", "Auto-Submitted:", "Auto-Submitted: nope", "Auto-Submitted: no-reply",
		"Precedence: bulk", "Precedence: junk", "Precedence: list", "Precedence: AUTO_REPLY",
		"X-Autoreply: yes", "X-Autoreply:", "X-Autorespond:", "X-Autorespond: x", "X-Auto-Reply-From: a@voorbeeld.nl", "X-Auto-Response-From: a@voorbeeld.nl", "X-Autoreply-From: a@voorbeeld.nl", "X-Mail-Autoreply: x", "X-AutoReply-From:", "X-Loop: a@voorbeeld.nl", "X-Loop:",
		"List-Id: <nieuws.voorbeeld.nl>", "List-Unsubscribe: <https://voorbeeld.nl/u>", "List-Post: <mailto:a@voorbeeld.nl>", "List-Help: <x>", "Mailing-List: x",
		"Return-Path: <>", "Return-Path: < >",
		"Subject: Automatisch antwoord: Uw klacht", "Subject: Afwezig: Uw klacht", "Subject: Out of Office: x", "Subject: Automatic reply: Uw klacht", "Subject: Abwesenheitsnotiz: Ihre Beschwerde", "Subject: Automatische Antwort: x", "Subject: Réponse automatique : x", "Subject: Afwezigheidsbericht", "Subject: AutoReply: x", "Subject: =?UTF-8?Q?Automatisch_antwoord:_x?=",
		"From: noreply@voorbeeld.nl", "From: no-reply@voorbeeld.nl", "From: Webwinkel <no-reply+123@voorbeeld.nl>", "From: mailer-daemon@voorbeeld.nl", "From: postmaster@voorbeeld.nl", "From: owner-lijst@voorbeeld.nl", "From: lijst-request@voorbeeld.nl", "From: donotreply@voorbeeld.nl", "From: lijst-bounces@voorbeeld.nl",
		"Content-Type: multipart/report; report-type=feedback-report; boundary=x", "Subject: complaint about message from 192.0.2.1", "Subject: Report Domain: voorbeeld.nl Submitter: example.org Report-ID: <1>",
		"Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
	} {
		if m := mustKind(t, f, "Dank voor uw bericht. Ik heb een klacht."); m.Kind != workflow.KindAutomatic {
			t.Errorf("%s: %s", f, m.Kind)
		}
	}
	// A machine that speaks of a message is not yet a bounce.
	for _, text := range []string{
		"Uw bericht aan mij wordt niet gelezen, want ik ben afwezig.", "Ik ben weg. Our mail system is being replaced.", "User unknown? Mail the helpdesk. 550 5 euro.", "Uw bericht kon helaas niet direct worden beantwoord.",
	} {
		for _, f := range []string{"Auto-Submitted: auto-replied\nSubject: Automatisch antwoord: x", "Return-Path: <>\nSubject: Afwezig: x", "From: noreply@voorbeeld.nl\nSubject: Uw bericht"} {
			if m := mustKind(t, f, text); m.Kind != workflow.KindAutomatic {
				t.Errorf("%s, %q: %s", f, text, m.Kind)
			}
		}
	}
	for _, f := range []string{
		"Auto-Submitted: no", "Auto-Submitted: No", "Auto-Submitted: no (echt)", "Auto-Submitted: no; x=y",
		"X-Auto-Response-Suppress: All", "X-Auto-Response-Suppress: DR, OOF, AutoReply", "Precedence: first-class", "Precedence: normal",
		"List-Id: Klachten <klachten.perspectief.example>\nPrecedence: list\nList-Unsubscribe: <x>",
		"Subject: Klacht over een automatisch antwoord", "Subject: Afwezigheid van mijn begeleider", "Subject: Onbestelbaar pakket, klacht", "Subject: Mijn mail is niet bezorgd", "Subject: Undelivered promises",
		"From: request@voorbeeld.nl", "From: Noor Replyman <n.replyman@voorbeeld.nl>", "Return-Path: <jan@voorbeeld.nl>", "X-Mailer: Autoreply Pro",
		"Subject: Automatische incasso klacht",
	} {
		if m := mustKind(t, f, "Ik heb een klacht. Mijn e-mail kon niet worden bezorgd, zei uw medewerker. 550 euro ben ik kwijt."); m.Kind != workflow.KindHuman {
			t.Errorf("%s: %s", f, m.Kind)
		}
	}
	for f, want := range map[string]bool{
		"X-Auto-Response-Suppress: All": true, "X-Auto-Response-Suppress: OOF, AutoReply": true, "X-Auto-Response-Suppress: autoreply": true,
		"X-Auto-Response-Suppress: OOF": false, "X-Auto-Response-Suppress: DR, RN": false, "Return-Path: <>": true,
	} {
		if m := mustKind(t, f, "x"); m.NoAutoReply != want {
			t.Errorf("%s: NoAutoReply %v", f, m.NoAutoReply)
		}
	}
	for f, want := range map[string]bool{
		"X-Spam-Flag: YES": true, "X-Spam-Status: Yes, score=9": true, "X-MS-Exchange-Organization-SCL: 6": true, "X-MS-Exchange-Organization-SCL: 1": false, "X-Spam-Flag: NO": false, "Subject: [SPAM] x": true, "X-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:SPM;": true,
	} {
		if m := mustKind(t, f, "x"); m.SpamMarked != want {
			t.Errorf("%s: SpamMarked %v", f, m.SpamMarked)
		}
	}
}

// TestAbsence reads the return date of absences; a clock is no day.
func TestAbsence(t *testing.T) {
	for text, want := range map[string]string{
		"Ik ben afwezig tot 5 mei.":                                                     "2026-05-05",
		"Ik ben niet aanwezig t/m 5 mei 2026.":                                          "2026-05-06",
		"Ik ben niet aanwezig t/m vrijdag 8 mei.":                                       "2026-05-09",
		"Ik ben met vakantie van 1 mei tot en met 15 mei.":                              "2026-05-16",
		"Momenteel ben ik afwezig. Ik ben terug op 5 mei.":                              "2026-05-05",
		"Vanaf maandag 11 mei ben ik weer bereikbaar.":                                  "2026-05-11",
		"Ik ben op 12-05-2026 weer aanwezig, ik ben nu afwezig.":                        "2026-05-12",
		"Afwezig t/m 12/5/2026":                                                         "2026-05-13",
		"Ik ben afwezig. Bij spoed bereikbaar van 8.30 uur t/m 17.00 uur.":              "",
		"Ik ben afwezig. Het kantoor is bereikbaar van 8:30 t/m 17:00.":                 "",
		"Ik ben afwezig wegens ziekte.":                                                 "",
		"I am out of the office until 5 May.":                                           "2026-05-05",
		"I am out of the office and will be back on Monday, 11 May 2026.":               "2026-05-11",
		"Ich bin bis zum 10. Mai 2026 nicht im Büro. Ab dem 11. Mai bin ich wieder da.": "2026-05-11",
		"Je suis absent jusqu'au 15 mai inclus.":                                        "2026-05-16",
		"Ik ben met zwangerschapsverlof t/m 3 januari.":                                 "2027-01-04",
		"Ik ben afwezig. Uw mail van 28 april is niet gelezen.":                         "",
		"Ik ben van 30 april 2026 tot 2026-05-18 met verlof.":                           "2026-05-18",
	} {
		m := mustKind(t, "Auto-Submitted: auto-replied\nSubject: Automatisch antwoord: x", text)
		if !m.Absent || m.AbsentUntil != want {
			t.Errorf("%q: absent %v until %q, want %q", text, m.Absent, m.AbsentUntil, want)
		}
	}
	if m := mustKind(t, "Auto-Submitted: auto-replied\nSubject: Ontvangstbevestiging: uw bericht", "Wij hebben uw bericht ontvangen."); m.Absent {
		t.Error("an acknowledgement is no absence")
	}
}

const dsn = `Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.voorbeeld.nl>
To: klachten@perspectief.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=grens

--grens
Content-Type: text/plain

This is the mail system at host mx.voorbeeld.nl.

--grens
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.voorbeeld.nl
Arrival-Date: Tue, 28 Apr 2026 10:12:00 +0200

Final-Recipient: rfc822; jan@voorbeeld.nl
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

Original-Recipient: rfc822;piet@example.org
Final-Recipient: rfc822; p.puk@example.org
Action: delayed
Status: 4.0.0
Diagnostic-Code: smtp; 452 4.2.2 Mailbox full

--grens
Content-Type: %s

Message-ID: <herinnering-1@perspectief.example>
From: klachten@perspectief.example
Subject: Uw klacht

--grens--
`

// TestReports reads delivery reports of all shapes, with the mail they are about.
func TestReports(t *testing.T) {
	const id = "herinnering-1@perspectief.example"
	for _, typ := range []string{"text/rfc822-headers", "message/rfc822"} {
		m := Read(strings.NewReader(mustCRLF(strings.Replace(dsn, "%s", typ, 1))), Options{})
		want := []workflow.Report{{Recipient: "jan@voorbeeld.nl", Action: "failed", Status: "5.1.1", MessageID: id}, {Recipient: "piet@example.org", Action: "delayed", Status: "4.2.2", MessageID: id}}
		if m.Kind != workflow.KindBounce || len(m.Reports) != 2 || m.Reports[0] != want[0] || m.Reports[1] != want[1] {
			t.Errorf("%s: %s %+v", typ, m.Kind, m.Reports)
		}
	}
	for name, mail := range map[string]string{
		"Exim":         "From: Mail Delivery System <Mailer-Daemon@mx.voorbeeld.nl>\nReturn-Path: <>\nX-Failed-Recipients: jan@voorbeeld.nl\nSubject: Mail delivery failed: returning message to sender\n\nThis message was created automatically by mail delivery software.\n\n  jan@voorbeeld.nl\n    550 5.1.1 No such user\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <klachten@perspectief.example>\nMessage-ID: <herinnering-1@perspectief.example>\nFrom: klachten@perspectief.example\n",
		"qmail":        "From: MAILER-DAEMON@voorbeeld.nl\nReturn-Path: <>\nSubject: failure notice\n\nHi. This is the qmail-send program at voorbeeld.nl.\n\n<jan@voorbeeld.nl>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <klachten@perspectief.example>\nMessage-ID: <herinnering-1@perspectief.example>\n",
		"Exchange, nl": "From: Microsoft Outlook <postmaster@voorbeeld.nl>\nAuto-Submitted: auto-replied\nSubject: Onbestelbaar: Uw klacht\n\nUw bericht aan jan@voorbeeld.nl kon niet worden bezorgd. 550 5.1.1 RESOLVER.ADR.RecipNotFound\n\nMessage-ID: <herinnering-1@perspectief.example>\n",
		"full, nl":     "From: postmaster@voorbeeld.nl\nSubject: Bezorging mislukt\n\nHet bericht aan jan@voorbeeld.nl kon niet worden bezorgd: postvak is vol (5.2.2)\n\nMessage-ID: <herinnering-1@perspectief.example>",
		"German":       "From: Postmaster@voorbeeld.nl\nReturn-Path: <>\nSubject: Unzustellbar: Ihre Beschwerde\n\nDiese Nachricht konnte nicht zugestellt werden an jan@voorbeeld.nl (550 5.1.1)\nMessage-ID: <herinnering-1@perspectief.example>",
		"French":       "From: postmaster@voorbeeld.nl\nReturn-Path: <>\nSubject: Non remis : Votre plainte\n\nVotre message n'a pas pu être remis à jan@voorbeeld.nl 550 5.1.1\nMessage-ID: <herinnering-1@perspectief.example>",
		"no null path": "From: MAILER-DAEMON@voorbeeld.nl\nSubject: Returned mail: User unknown\n\n   ----- Transcript of session follows -----\n550 5.1.1 <jan@voorbeeld.nl>... User unknown\n\n   ----- Original message follows -----\n\nMessage-ID: <herinnering-1@perspectief.example>",
	} {
		m := Read(strings.NewReader(mustCRLF(mail)), Options{})
		if m.Kind != workflow.KindBounce || len(m.Reports) != 1 || m.Reports[0].Recipient != "jan@voorbeeld.nl" || !strings.HasPrefix(m.Reports[0].Status, "5.") || m.Reports[0].MessageID != id {
			t.Errorf("%s: %s %+v", name, m.Kind, m.Reports)
		}
	}
	// LOOP-05: a report that names nothing is still a report.
	m := mustKind(t, "From: MAILER-DAEMON@voorbeeld.nl\nReturn-Path: <>\nSubject: failure notice", "Sorry.")
	if m.Kind != workflow.KindBounce || len(m.Reports) != 1 || m.Reports[0].MessageID != "" {
		t.Errorf("report without header: %s %+v", m.Kind, m.Reports)
	}
}

func TestCalendarReply(t *testing.T) {
	ics := "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:hoorzitting-1@perspectief.exam\n ple\nATTENDEE;PARTSTAT=ACCEPTED;CN=\"Jan\":mailto:jan@voorbeeld.nl\nEND:VEVENT\nEND:VCALENDAR"
	m := mustKind(t, "Content-Type: text/calendar; method=REPLY; charset=utf-8\nSubject: Geaccepteerd: hoorzitting", ics)
	if len(m.Calendar) != 1 || m.Calendar[0] != (workflow.CalendarReply{UID: "hoorzitting-1@perspectief.example", PartStat: "ACCEPTED", Sequence: -1}) {
		t.Errorf("%+v", m.Calendar)
	}
	if m := mustKind(t, "Content-Type: text/calendar; method=REQUEST", strings.Replace(ics, "REPLY", "REQUEST", 1)); len(m.Calendar) != 0 {
		t.Errorf("an invitation is no reply: %+v", m.Calendar)
	}
}

// TestNamed has PARSE-11: what cannot be opened is named.
func TestNamed(t *testing.T) {
	for fields, want := range map[string]string{
		"Content-Type: application/ms-tnef; name=winmail.dat":                             "winmail.dat",
		"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m": "S/MIME encrypted",
		"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m":    "S/MIME signed",
		"Content-Type: application/pgp-encrypted":                                         "PGP",
		"Content-Type: image/jpeg; name=scan.jpg":                                         "scan",
		"Content-Type: application/pdf; name=brief.pdf":                                   "scan",
		"Content-Type: application/zip; name=alles.zip":                                   "only attachments",
		"Content-Type: text/plain":                                                        "no text",
	} {
		if m := mustKind(t, fields, ""); !has(m.Problems, want) {
			t.Errorf("%s: %q", fields, m.Problems)
		}
	}
	pgp := "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
	if m := mustKind(t, "Content-Type: text/plain", pgp); !has(m.Problems, "PGP") {
		t.Errorf("PGP in the text: %q", m.Problems)
	}
}

// TestHTML has what a walker must not do: glue cells, drop marks, show what is
// hidden, hide what is not.
func TestHTML(t *testing.T) {
	for src, want := range map[string]string{
		"<table><tr><td>Datum</td><td>3 november</td></tr><tr><td>Plaats</td><td>Utrecht</td></tr></table>": "Datum\t3 november\nPlaats\tUtrecht",
		"<ul><li>een<li>twee<ul><li>drie</ul></ul><ol start=3><li>vier</li></ol>":                           "- een\n- twee\n  - drie\n\n3. vier",
		"<p>een</p><p>twee</p>":                                                     "een\n\ntwee",
		"<p class=MsoNormal>een</p><p class=MsoNormal>twee</p>":                     "een\ntwee",
		"<div>een</div><div><br></div><div>twee</div>":                              "een\n\ntwee",
		"een<br>twee<br><br>drie":                                                   "een\ntwee\n\ndrie",
		"<div style='display: none'>geheim</div>zichtbaar":                          "zichtbaar",
		"<span style=\"font-size:0px\">geheim</span>zichtbaar":                      "zichtbaar",
		"<p hidden>geheim</p>zichtbaar":                                             "zichtbaar",
		"<div style='display:none'><div>a</div>b</div>zichtbaar":                    "zichtbaar",
		"<script>x</script><style>y</style>zichtbaar":                               "zichtbaar",
		"<a href='https://voorbeeld.nl/a'>hier</a>":                                 "hier <https://voorbeeld.nl/a>",
		"<a href='https://voorbeeld.nl/'>www.voorbeeld.nl</a>":                      "www.voorbeeld.nl",
		"<a href='mailto:a@voorbeeld.nl'>mail mij</a>":                              "mail mij <a@voorbeeld.nl>",
		"a&nbsp;&euro;&nbsp;5 &lt;x&gt; &#233;":                                     "a € 5 <x> é",
		"<b>vet</b>gedrukt en <i>schuin</i>":                                        "vetgedrukt en schuin",
		"<pre>a\n  b</pre>":                                                         "a\n  b",
		"<blockquote type=cite>aan</blockquote>":                                    "> aan",
		"<blockquote style='margin:0 0 0 40px;border:none'>ik</blockquote>":         "ik",
		"<blockquote type=cite>a<blockquote type=cite>b</blockquote></blockquote>c": "> a\n>\n> > b\n\nc",
		"geen html":                 "geen html",
		"<p>een<p>twee":             "een\n\ntwee",
		"<td>los</td><td>vast</td>": "los\tvast",
		"1 < 2 en 3 > 2":            "1 < 2 en 3 > 2",
		"<o:p>&nbsp;</o:p><p>tekst<o:p></o:p></p>": "tekst",
		"<title>kop</title>tekst":                  "tekst",
		"<!--[if mso]>geheim<![endif]-->tekst":     "tekst",
		"<![if !supportLists]>· <![endif]>tekst":   "· tekst",
		"<div>a</div>\n\n<div>b</div>":             "a\nb",
	} {
		got, _ := htmlText(src)
		if got = strings.TrimSpace(tidy(unmark(got))); got != want {
			t.Errorf("%s\n got %q\nwant %q", src, got, want)
		}
	}
	if got, unsure := htmlText("<div style='display:none'>eerst<p>de klacht</p>"); !strings.Contains(got, "de klacht") || !unsure {
		t.Errorf("an element that hides the rest: %q %v", got, unsure)
	}
}
