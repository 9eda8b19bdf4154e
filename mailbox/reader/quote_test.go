package reader

import (
	"strings"
	"testing"
)

const own = "Ik ben het er niet mee eens.\n\nGroet, Jan"

// TestQuoteForms has the ways in which clients say that a quote begins.
func TestQuoteForms(t *testing.T) {
	quote := "\n> Geachte heer Jansen,\n>\n> Uw klacht is ontvangen."
	plain := "\nGeachte heer Jansen,\n\nUw klacht is ontvangen."
	tests := []struct{ name, below string }{
		{"Gmail", "Op di 2 sep 2026 om 10:12 schreef Klachten <k@perspectief.example>:\n" + quote},
		{"Gmail folded", "Op di 2 sep 2026 om 10:12 schreef Klachtencommissie Perspectief <\nk@perspectief.example>:\n" + quote},
		{"Gmail folded in the name", "Op di 2 sep 2026 om 10:12 schreef Klachtencommissie\nPerspectief <k@perspectief.example>:\n" + quote},
		{"Gmail folded before the colon", "Op di 2 sep 2026 om 10:12 schreef Klachten <k@perspectief.example\n>:\n" + quote},
		{"Gmail without marks", "Op di 2 sep 2026 om 10:12 schreef Klachten <k@perspectief.example>:\n" + plain},
		{"Apple 2008", "Op 12 sep 2008, om 17:29 heeft Klachten het volgende geschreven:\n" + quote},
		{"Apple", "Op 6 apr. 2020, om 04:02 heeft Klachten <k@perspectief.example> het volgende geschreven:\n" + quote},
		{"Apple, marked line", "> Op 6 apr. 2020, om 04:02 heeft Klachten <k@perspectief.example> het volgende geschreven:\n>" + quote},
		{"iPhone", "Op 6 apr. 2020 om 04:02 heeft Klachten <k@perspectief.example> het volgende geschreven:\n\n> " + "Geachte heer,\n> regel twee"},
		{"iPhone with its footer", "Verstuurd vanaf mijn iPhone\n\n> Op 6 apr. 2020 om 04:02 heeft Klachten <k@perspectief.example> het volgende geschreven:\n> \n> Geachte heer,"},
		{"iPhone footer glued", "Verstuurd vanaf mijn iPhoneOp 6 apr. 2020 om 04:02 heeft Klachten <k@perspectief.example> het volgende geschreven:\n" + quote},
		{"Outlook for Mac 2019", "Op 28/10/2021 12:46 heeft Klachten <k@perspectief.example> geschreven:\n\n    Geachte heer,"},
		{"Thunderbird", "Op 12 december 2016 19:05 schreef Klachten <k@perspectief.example>:\n" + quote},
		{"folded inside the address", "Op 12 december 2016 19:05 schreef Klachten <\nk@perspectief.example>:\n" + quote},
		{"address in brackets", "Op 12-09-2002 00:35 schreef Klachten (k@perspectief.example):\n" + quote},
		{"Thunderbird without an address", "Op 12-09-2026 om 10:35 schreef Karin van Haperen:\n> Geachte heer,\n> regel twee"},
		{"Roundcube", "Klachten schreef op 2026-04-28 10:12:\n> Geachte heer,\n> regel twee"},
		{"Roundcube with an address", "k@perspectief.example schreef op 28-04-2026 10:12:\n> Geachte heer,\n> regel twee"},
		{"Open-Xchange", "Op 28 april 2026 om 10:12 schreef Klachten <k@perspectief.example>:\n\n\nGeachte heer,"},
		{"Outlook", "Van: Klachten <k@perspectief.example>\nVerzonden: dinsdag 28 april 2026 10:12\nAan: Jan Jansen <jan@voorbeeld.nl>\nOnderwerp: RE: Uw klacht\n" + plain},
		{"Outlook with a rule", "________________________________\nVan: Klachten <k@perspectief.example>\nVerzonden: dinsdag 28 april 2026 10:12\nAan: Jan Jansen <jan@voorbeeld.nl>\nOnderwerp: RE: Uw klacht\n" + plain},
		{"Outlook without addresses", "Van: Klachtencommissie\nVerzonden: dinsdag 28 april 2026 10:12\nAan: Jan Jansen\nOnderwerp: RE: Uw klacht\n" + plain},
		{"Outlook, bold", "*Van:* Klachten <k@perspectief.example>\n*Verzonden:* dinsdag 28 april 2026 10:12\n*Aan:* Jan Jansen\n*Onderwerp:* RE: Uw klacht\n" + plain},
		{"Outlook mailto and on behalf", "Van: Karin van Haperen [mailto:k@perspectief.example] Namens Klachtencommissie\nVerzonden: dinsdag 28 april 2026 10:12\nAan: Jan Jansen\nOnderwerp: RE: Uw klacht\n" + plain},
		{"Outlook for Mac", "Van: Klachten <k@perspectief.example>\nDatum: donderdag, 28 oktober 2021 om 12:06\nAan: Jan Jansen <jan@voorbeeld.nl>\nOnderwerp: Uw klacht\n" + plain},
		{"Outlook old", "-----Oorspronkelijk bericht-----\nVan: Klachten [mailto:k@perspectief.example]\nVerzonden: dinsdag 28 april 2026 10:12\nAan: Jan Jansen\nCC: Piet\nOnderwerp: RE: Uw klacht\n" + plain},
		{"Outlook old with spaces", "----- Oorspronkelijk bericht -----\nVan: Klachten\nDatum: dinsdag 28 april 2026\n" + plain},
		{"Samsung", "Verzonden vanaf mijn Galaxy\n\n\n-------- Oorspronkelijk bericht --------\nVan: Klachten <k@perspectief.example>\nDatum: 28-04-2026 10:12 (GMT+01:00)\nAan: jan@voorbeeld.nl\nOnderwerp: Uw klacht\n" + plain},
		{"Outlook for Android", "Outlook voor Android downloaden<https://aka.ms/AAb9ysg>\n________________________________\nFrom: Klachten <k@perspectief.example>\nSent: Tuesday, April 28, 2026 10:12:01 AM\nTo: Jan Jansen <jan@voorbeeld.nl>\nSubject: Uw klacht\n" + plain},
		{"Yahoo", "Op dinsdag 28 april 2026 om 10:12:11 CEST schreef Klachten <k@perspectief.example>:\n\n\nGeachte heer,"},
		{"K-9", "Verstuurd vanaf mijn Android apparaat met K-9 Mail. Excuseer mijn beknoptheid.\n\nOp 28 april 2026 10:12:11 CEST schreef Klachten <k@perspectief.example>:\n>Geachte heer,\n>regel twee"},
		{"Proton", "Verzonden met Proton Mail beveiligde e-mail.\n\nOp dinsdag 28 april 2026 om 10:12 AM, Klachten <k@perspectief.example> schreef:\n\n> Geachte heer,\n> regel twee"},
		{"marks only", "> Geachte heer,\n> regel twee\n> regel drie"},
		{"English", "On Tue, Apr 28, 2026 at 10:12 AM Klachten <k@perspectief.example> wrote:\n" + quote},
		{"English Outlook", "From: Klachten <k@perspectief.example>\nSent: Tuesday, April 28, 2026 10:12 AM\nTo: Jan\nSubject: RE: Uw klacht\n" + plain},
		{"German", "Am Di., 28. Apr. 2026 um 10:12 Uhr schrieb Klachten <k@perspectief.example>:\n" + quote},
		{"German Outlook", "Von: Klachten <k@perspectief.example>\nGesendet: Dienstag, 28. April 2026 10:12\nAn: Jan\nBetreff: AW: Uw klacht\n" + plain},
		{"French", "Le mar. 28 avr. 2026 à 10:12, Klachten <k@perspectief.example> a écrit :\n" + quote},
		{"French Outlook", "De : Klachten <k@perspectief.example>\nEnvoyé : mardi 28 avril 2026 10:12\nÀ : Jan\nObjet : RE: Uw klacht\n" + plain},
		{"original message, English", "-----Original Message-----\nFrom: Klachten\nSent: Tuesday\nTo: Jan\nSubject: x\n" + plain},
	}
	for _, tt := range tests {
		q := markQuote(tidy(own+"\n\n"+tt.below), quoteHints{reply: true})
		if q.text != own {
			t.Errorf("%s: new text %q (%.2f)", tt.name, q.text, q.confidence)
		}
		if q.confidence < 0.5 {
			t.Errorf("%s: confidence %.2f", tt.name, q.confidence)
		}
	}
	t.Logf("%d forms", len(tests))
}

// TestKeepsStory has sentences of complaints that look like the work of a mail
// program. Not a word may go, in a first mail or in an answer.
func TestKeepsStory(t *testing.T) {
	for _, story := range []string{
		"Geachte commissie,\n\nOp 3 november schreef de bemiddelaar mij letterlijk:\n\n\"U bent niet redelijk.\"\n\nDat vind ik kwetsend.",
		"Op 3 november 2025 schreef mevrouw De Wit het volgende in haar verslag:\nDe vader was agressief.\nDat is niet waar.",
		"Op 3 november 2025 om 14:05 schreef de bemiddelaar aan mij:\nU bent niet welkom.\nIk was verbijsterd.",
		"Op 12-11-2025 heeft de heer Bos mij geschreven:\nWij stoppen.\nZomaar.",
		"Mijn klacht:\n\n- op 3 mei 2026 om 10:00 niet verschenen\n- op 5 mei om 11:00 uur weer niet\n\nHoogachtend",
		"Van: november 2025 tot maart 2026 wachtte ik.\nAan: excuses geen gebrek.\nMaar verder niets.",
		"Datum: 3 mei 2026\nOnderwerp: klacht\n\nGeachte commissie,\n\nHierbij mijn klacht.",
		"Naam: Jan Jansen\nAdres: Dorpsstraat 1\nTelefoon: 06-12345678\nDatum: 3 mei\nAan: de commissie\n\nMijn klacht gaat over ...",
		"> 50 % van de afspraken ging niet door.\n\nDat is te veel.",
		"Ik citeer:\n> u bent niet welkom\nDat zei hij.",
		"Verzonden brieven bleven onbeantwoord. Verstuurd vanaf mijn adres in Utrecht heb ik drie brieven, aangetekend.",
		"Verstuurd met de post op 3 mei, maar nooit een antwoord gekregen van uw kantoor in Utrecht.",
		"Eerste punt\n--\nTweede punt: de bemiddelaar luisterde niet. Waarom niet?\n--\nDerde punt",
		"Beste,\n\n-----\nIk schrijf u omdat het zo niet langer kan.\n-----\n\nGroet",
		"On 3 November the mediator wrote to me:\nyou are not welcome.\nThat hurt.",
		"Le 3 novembre le médiateur nous a écrit que:\nvous n'êtes pas bienvenu.\nC'est dur.",
		"Am 3. November schrieb mir der Vermittler:\nSie sind nicht willkommen.",
		"Vertrouwelijk\n\nIk wil dat u mijn bericht verwijdert als ik dat vraag, want ik ben de geadresseerde van zijn mail.",
		"Hierbij de mail die ik kreeg:\n\nOp di 2 sep 2026 om 10:12 schreef Bos <bos@voorbeeld.nl>:\n> U bent niet welkom.\n> Groet\n\nIk vind dit onacceptabel.",
	} {
		for _, h := range []quoteHints{{}, {reply: true}} {
			q := markQuote(tidy(story), h)
			if h.reply && strings.Contains(story, "schreef Bos <") {
				// In an answer the marked lines may go; the person's words may not.
				if lost := lostWords("Hierbij de mail die ik kreeg\nIk vind dit onacceptabel", q.text); len(lost) > 0 {
					t.Errorf("lost %q of %q", lost, q.text)
				}
				continue
			}
			got, want := strings.Join(words(q.text), " "), strings.Join(words(story), " ")
			if h.reply && strings.Contains(story, ">") {
				continue
			}
			if got != want {
				t.Errorf("reply %v (%.2f): got %q\nwant %q", h.reply, q.confidence, q.text, story)
			}
		}
	}
}

// TestPosting has answers above, below and between.
func TestPosting(t *testing.T) {
	const attr = "Op di 2 sep 2026 om 10:12 schreef Klachten <k@perspectief.example>:\n"
	tests := []struct {
		name, text, want string
		low              bool
	}{
		{"below", attr + "> Bent u tevreden?\n> Groet\n\nJa, dank u.", "Ja, dank u.", false},
		{"between", attr + "> Bent u tevreden?\n\nJa.\n\n> Wilt u een hoorzitting?\n\nNee.\n", "Ja.\n\nNee.", false},
		{"above and below", "Beste,\n\n" + attr + "> Bent u tevreden?\n\nJa.", "Beste,\n\nJa.", false},
		{"nothing new", attr + "> Bent u tevreden?", "", true},
		{"only a footer", "Verstuurd vanaf mijn iPhone\n\n" + attr + "> Bent u tevreden?", "", true},
		{"points below in Outlook", "Zie mijn antwoorden in rood hieronder.\n\nVan: K <k@perspectief.example>\nVerzonden: dinsdag 2 september 2026 10:12\nAan: Jan\nOnderwerp: RE: x\n\nBent u tevreden? Ja!", "", true},
		{"signature", "Akkoord.\n\n-- \nJan Jansen\n06-12345678", "Akkoord.", false},
		{"signature above a quote", "Akkoord.\n\n-- \nJan Jansen\n\n" + attr + "> x\n> y", "Akkoord.", false},
		{"disclaimer", "Akkoord.\n\nDit e-mailbericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Bent u dat niet, verwijder het dan.", "Akkoord.", false},
	}
	for _, tt := range tests {
		q := markQuote(tidy(tt.text), quoteHints{reply: true})
		want := tt.want
		if tt.low {
			want = tidy(tt.text)
		}
		if q.text != want || (q.confidence < 0.5) != tt.low {
			t.Errorf("%s: %q (%.2f), want %q", tt.name, q.text, q.confidence, want)
		}
	}
}

// TestOriginalIsNotOurs: a mail of the committee that is sent back is no forward
// of somebody's complaint.
func TestOriginalIsNotOurs(t *testing.T) {
	const mail = "From: jan@voorbeeld.nl\nSubject: Fwd: Uw klacht\n\nHier is hij weer.\n\n---------- Forwarded message ---------\nVan: %s\nDate: di 28 apr 2026 om 09:02\nSubject: Uw klacht\nTo: <jan@voorbeeld.nl>\n\nGeachte heer"
	for from, want := range map[string]string{"Klachten <klachten@perspectief.example>": "", "Wendy <wendy@voorbeeld.nl>": "wendy@voorbeeld.nl"} {
		m := Read(strings.NewReader(mustCRLF(strings.Replace(mail, "%s", from, 1))), houseOptions)
		if got := m.Original.Addr(); got != want || m.NewText != "Hier is hij weer." {
			t.Errorf("%s: original %q, new text %q", from, got, m.NewText)
		}
	}
}

// TestAttachedMail: a note with a mail attached is a forward, a story with a mail
// as evidence is not. The attached mail is shown in both.
func TestAttachedMail(t *testing.T) {
	const tail = "\n--x\nContent-Type: message/rfc822\n\nFrom: Bos <bos@voorbeeld.nl>\nSubject: afspraak\n\nIk kom niet meer.\n--x--\n"
	long := strings.Repeat("De bemiddelaar kwam niet opdagen en stuurde mij de mail in de bijlage. ", 4)
	for text, want := range map[string]string{"Zie bijlage, kun jij dit oppakken?": "bos@voorbeeld.nl", long: ""} {
		m := Read(strings.NewReader(mustCRLF("From: jan@voorbeeld.nl\nSubject: klacht\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n"+text+tail)), houseOptions)
		if m.Original.Addr() != want {
			t.Errorf("%q: original %q, want %q", head(text, 30), m.Original.Addr(), want)
		}
		if !strings.Contains(m.Text, "Ik kom niet meer.") || strings.Contains(m.NewText, "Ik kom niet meer.") {
			t.Errorf("%q: text %q, new text %q", head(text, 30), m.Text, m.NewText)
		}
	}
}
