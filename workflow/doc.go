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
//     person presses Send. Exceptions: the complaint goes once to its handler, and
//     what chair and members write goes round inside the committee.
//  2. The program never ends, refuses or discloses.
//  3. What is not understood goes to the secretary as one question (an Actie),
//     and whoever wrote it hears that a person reads it.
//
// # Transitions
//
// [Transitions] is the table in code; [May] tells who may do what where, and by
// which proof. In short (triage is until the director answers, waiting for him is
// aanvulling_gevraagd, voorstel and keuze_commissie):
//
//	from                 act                      to                    mail
//	(new mail)           says it is a complaint   ontvangen             ontvangstbevestiging
//	(new mail)           any other human mail     intake item           bericht-ontvangen, actie
//	ontvangen            something missing        aanvulling_gevraagd   in the acknowledgement
//	aanvulling_gevraagd  complainant answers      ontvangen             checked again
//	ontvangen            complete, or released    bij_directeur         klacht-directeur, in-behandeling
//	aanvulling_gevraagd  released all the same    bij_directeur         klacht-directeur, in-behandeling
//	before the director  anoniem                  afgerond              -
//	bij_directeur        letter voorstel sent     voorstel              (the letter asks)
//	bij_directeur        tevreden, by telephone   afgerond opgelost     afsluiting
//	bij_directeur        niet tevreden, the same  keuze_commissie       keuze-commissie
//	bij_directeur        commissie, or he is late commissie_toets       bij-commissie
//	voorstel             tevreden                 afgerond opgelost     afsluiting
//	voorstel             niet tevreden            keuze_commissie       keuze-commissie
//	voorstel, keuze      commissie                commissie_toets       bij-commissie
//	keuze_commissie      stoppen                  afgerond              afsluiting
//	keuze_commissie      tevreden, as she reads   afgerond opgelost     afsluiting
//	keuze_commissie      second letter voorstel   voorstel              (the letter asks)
//	waiting for him      geen reactie             afgerond              afsluiting
//	triage               letter of refusal sent   afgerond              (the letter tells)
//	commissie_toets      ontvankelijk             commissie_stukken     verweer-gevraagd, tussenbericht
//	toets, stukken       zonder stukken           commissie_horen       tussenbericht
//	toets, stukken       the same, hearing waived commissie_beraad      tussenbericht
//	commissie_stukken    hoorzitting              commissie_horen       hoorzitting-data or hoorzitting
//	stukken, horen       zonder hoorzitting       commissie_beraad      tussenbericht
//	commissie_horen      gehouden, vervallen      commissie_beraad      tussenbericht (and hoorzitting)
//	commissie_toets      letter uitspraak sent    afgerond              (the letter tells)
//	commissie_beraad     letter, nothing founded  afgerond              (the letter tells)
//	commissie_beraad     letter, (partly) founded besluit_directeur     besluit-gevraagd
//	besluit_directeur    letter besluit sent      afgerond              (the letter tells)
//	until the decision   intrekken                afgerond ingetrokken  afsluiting
//	until the decision   one item is withdrawn    where it stands       tussenbericht
//	any open             sluiten, samenvoegen     afgerond              afsluiting, tussenbericht
//	afgerond             heropenen                where it came from    heropend
//	afgerond             letter vernietiging sent vernietigd            -
//
// What the committee writes among itself is kept apart from the dossier and
// forgotten with its decision. Whoever is reached by post only gets the same texts:
// the secretary prints and posts them, and terms count from that day.
//
// Silence moves nothing: it reminds, and then asks the secretary. Automatic mail
// is filed and counts as no answer. A mail of ours that did not arrive counts as
// not told: the secretary is asked. Whatever else somebody of a case writes is
// filed, acknowledged with bericht-ontvangen, and put before her.
package workflow
