// Package workflow is the complaint procedure: what follows from a mail, from a
// word of the secretary and from the calendar. It knows cases, people, questions,
// terms and who may do what. It knows nothing of IMAP, SQL or the wording of
// mails, and sees no clock, network, file, random source or log: everything comes
// in as an argument and goes out as a Decision, so that the same input always
// gives the same output.
//
// Sort finds where a message goes. Open, Intake, Receive and Answer take it in,
// Tick and TickItem look at the calendar, Claim asks whether a mail is still true
// in the transaction that sends it.
//
// # Three rules that carry everything
//
//  1. Fixed texts leave by themselves; what a person typed leaves only when a
//     person presses Send. Exception: the complaint goes once to its handler.
//  2. The program never ends, refuses or discloses.
//  3. What is not understood goes to the secretary as one question (an Actie),
//     and whoever wrote it hears that a person reads it.
//
// # Transitions
//
//	status               act                                     → status             mails
//	(none)               says it is a complaint                  ontvangen            ontvangstbevestiging
//	(none)               any other new human mail                intake item          bericht-ontvangen, actie
//	(intake item)        1 · 2 · 3 · 4                           ontvangen · joined · gone · gone
//	ontvangen            complete and unremarkable               bij_directeur        klacht-directeur
//	ontvangen            something missing                       aanvulling_gevraagd  in the ontvangstbevestiging, or aanvulling
//	ontvangen            held; secretary 1 director, 2 board     bij_directeur        klacht-directeur, in-behandeling
//	ontvangen            held; secretary 3                       aanvulling_gevraagd  aanvulling
//	aanvulling_gevraagd  proven answer of the complainant        ontvangen            checked again at once
//	aanvulling_gevraagd  silence of 1 and 2 weeks                same                 herinnering, actie
//	bij_directeur        any human reply of the handler          same                 actie
//	bij_directeur        silence                                 same                 herinnering-directeur, actie
//	any                  the complainant writes                  same                 bericht-ontvangen, actie
//	any                  automatic mail                          same                 -
//	any                  a mail of ours was not delivered        same                 actie
package workflow
