package sim

import "slices"

// Source is a publication that a parameter or mechanism rests on.
type Source struct {
	Key       string
	Reference string
	DOI       string // empty where there is none
	Bears     string // what the model takes from it
}

// sources holds the theory and the instruments. Published findings that the
// model must reproduce have ids of their own (A01, P07 …) and stand, with their
// citations, in the findings file of the analysis.
var sources = []Source{
	{"atzilslonim2015", "Atzil-Slonim D, Bar-Kalifa E, Rafaeli E, Lutz W, Rubel J, Schiefele A-K, Peri T (2015). Therapeutic bond judgments: Congruence and incongruence. Journal of Consulting and Clinical Psychology 83(4):773-784", "10.1037/ccp0000015", "therapists rate below patients and converge on them"},
	{"baldwin2007", "Baldwin SA, Wampold BE, Imel ZE (2007). Untangling the alliance-outcome correlation: Exploring the relative importance of therapist and patient variability in the alliance. Journal of Consulting and Clinical Psychology 75(6):842-852", "10.1037/0022-006X.75.6.842", "therapists differ in the alliances they form"},
	{"barber2006", "Barber JP, Gallop R, Crits-Christoph P, Frank A, Thase ME, Weiss RD, Connolly Gibbons MB (2006). The role of therapist adherence, therapist competence, and alliance in predicting outcome of individual drug counseling: Results from the National Institute Drug Abuse Collaborative Cocaine Treatment Study. Psychotherapy Research 16(2):229-240", "10.1080/10503300500288951", "adherence to the method mattered where the alliance was weak and hardly where it was strong (abstract; 95 patients in drug counselling, and adherence, not competence)"},
	{"barkham2006", "Barkham M, Connell J, Stiles WB, Miles JNV, Margison F, Evans C, Mellor-Clark J (2006). Dose-effect relations and responsive regulation of treatment duration: The good enough level. Journal of Consulting and Clinical Psychology 74(1):160-167", "10.1037/0022-006X.74.1.160", "treatment length responds to progress"},
	{"bordin1979", "Bordin ES (1979). The generalizability of the psychoanalytic concept of the working alliance. Psychotherapy: Theory, Research & Practice 16(3):252-260", "10.1037/h0085885", "alliance as agreement on goals, agreement on tasks, and bond"},
	{"bruijniks2020", "Bruijniks SJE, Lemmens LHJM, Hollon SD, Peeters FPML, Cuijpers P, Arntz A, et al. (2020). The effects of once- versus twice-weekly sessions on psychotherapy outcomes in depressed patients. British Journal of Psychiatry 216(4):222-230", "10.1192/bjp.2019.265", "twice-weekly sessions work faster, less than twice as fast"},
	{"bucher2019", "Bucher MA, Suzuki T, Samuel DB (2019). A meta-analytic review of personality traits and their associations with mental health treatment outcomes. Clinical Psychology Review 70:51-63", "10.1016/j.cpr.2019.04.002", "less neuroticism, more extraversion, openness and conscientiousness go with better outcomes, agreeableness with the alliance"},
	{"cooper2015", "Cooper AA, Conklin LR (2015). Dropout from individual psychotherapy for major depression: A meta-analysis of randomized clinical trials. Clinical Psychology Review 40:57-65", "10.1016/j.cpr.2015.05.001", "a fifth of those who enter a trial are lost to it"},
	{"doornik2005", "Doornik JA (2005). An improved ziggurat method to generate normal random samples. Working paper, University of Oxford", "", "normal numbers from addressed words"},
	{"eubanks2018", "Eubanks CF, Muran JC, Safran JD (2018). Alliance rupture repair: A meta-analysis. Psychotherapy 55(4):508-519", "10.1037/pst0000185", "repaired ruptures go with better outcome"},
	{"firth2023", "Firth N, Barkham M, Delgadillo J, Bell A, O'Cathain A (2023). The role of socioeconomic deprivation in explaining neighborhood and clinic effects in the effectiveness of psychological interventions. Journal of Consulting and Clinical Psychology 91(2):82-94", "10.1037/ccp0000784", "clinics make up 2 to 5 % of the variance of outcome, 1 to 2 % where their patients are alike"},
	{"gaston1991", "Gaston L (1991). Reliability and criterion-related validity of the California Psychotherapy Alliance Scales - patient version. Psychological Assessment 3(1):68-74", "10.1037/1040-3590.3.1.68", "CALPAS-P: 24 items of 1 to 7 on four scales"},
	{"grimm2020", "Grimm V, Railsback SF, Vincenot CE, Berger U, Gallagher C, DeAngelis DL, et al. (2020). The ODD protocol for describing agent-based and other simulation models: A second update to improve clarity, replication, and structural realism. Journal of Artificial Societies and Social Simulation 23(2):7", "10.18564/jasss.4259", "the form of ODD.md"},
	{"hardeveld2013", "Hardeveld F, Spijker J, de Graaf R, Nolen WA, Beekman ATF (2013). Recurrence of major depressive disorder and its predictors in the general population: Results from the Netherlands Mental Health Survey and Incidence Study (NEMESIS). Psychological Medicine 43(1):39-48", "10.1017/S0033291712002395", "high neuroticism goes with earlier recurrence"},
	{"hatcher2006", "Hatcher RL, Gillaspy JA (2006). Development and validation of a revised short version of the Working Alliance Inventory. Psychotherapy Research 16(1):12-25", "10.1080/10503300500352500", "WAI-SR: twelve items of 1 to 5, four each for goals, tasks and bond"},
	{"howard1986", "Howard KI, Kopta SM, Krause MS, Orlinsky DE (1986). The dose-effect relationship in psychotherapy. American Psychologist 41(2):159-164", "10.1037/0003-066X.41.2.159", "each further session gives less"},
	{"howard1993", "Howard KI, Lueger RJ, Maling MS, Martinovich Z (1993). A phase model of psychotherapy outcome: Causal mediation of change. Journal of Consulting and Clinical Psychology 61(4):678-685", "10.1037/0022-006X.61.4.678", "remoralisation comes first, then symptoms lessen, then life goes better"},
	{"iapt2022", "NHS Digital (2022). Psychological Therapies: Annual Report on the use of IAPT services, England 2021-22", "", "7.9 sessions on average of those who finish a course of treatment; 7.5 and 6.9 in the years before"},
	{"kroenke2001", "Kroenke K, Spitzer RL, Williams JBW (2001). The PHQ-9: Validity of a brief depression severity measure. Journal of General Internal Medicine 16(9):606-613", "10.1046/j.1525-1497.2001.016009606.x", "PHQ-9: nine items of 0 to 3, total 0 to 27, cut-offs 5 and 10"},
	{"salmon2011", "Salmon JK, Moraes MA, Dror RO, Shaw DE (2011). Parallel random numbers: As easy as 1, 2, 3. Proceedings of SC11", "10.1145/2063384.2063405", "Philox, the counter-based generator behind addressed luck"},
	{"schwalbe2014", "Schwalbe CS, Oh HY, Zweben A (2014). Sustaining motivational interviewing: A meta-analysis of training studies. Addiction 109(8):1287-1294", "10.1111/add.12558", "skills that are trained (d .76) fade within six months (−.30) without coaching, and stay with it (.03)"},
	{"spijker2002", "Spijker J, de Graaf R, Bijl RV, Beekman ATF, Ormel J, Nolen WA (2002). Duration of major depressive episodes in the general population: Results from the Netherlands Mental Health Survey and Incidence Study (NEMESIS). British Journal of Psychiatry 181:208-213", "10.1192/bjp.181.3.208", "half of the episodes are over after three months, two thirds after six"},
	{"stulz2013", "Stulz N, Lutz W, Kopta SM, Minami T, Saunders SM (2013). Dose-effect relationship in routine outpatient psychotherapy: Does treatment duration matter? Journal of Counseling Psychology 60(4):593-600", "10.1037/a0033589", "courses are log-linear whatever their length"},
	{"swift2018", "Swift JK, Callahan JL, Cooper M, Parkin SR (2018). The impact of accommodating client preference in psychotherapy: A meta-analysis. Journal of Clinical Psychology 74(11):1924-1937", "10.1002/jclp.22680", "a treatment that fits what the patient prefers"},
	{"tang1989", "Tang PTP (1989). Table-driven implementation of the exponential function in IEEE floating-point arithmetic. ACM Transactions on Mathematical Software 15(2):144-157", "10.1145/63522.214389", "the exponential function of the session loop"},
	{"tryon2018", "Tryon GS (2018). Goals and psychotherapy research. In Cooper M, Law D (eds), Working with Goals in Psychotherapy and Counselling, chapter 5. Oxford University Press. ISBN 978-0-19-879368-7", "", "goals are agreed on together and changed as treatment goes on (text of the proof); that an agreement renewed once lasts is not shown there"},
	{"vittengl2007", "Vittengl JR, Clark LA, Dunn TW, Jarrett RB (2007). Reducing relapse and recurrence in unipolar depression: A comparative meta-analysis of cognitive-behavioral therapy's effects. Journal of Consulting and Clinical Psychology 75(3):475-488", "10.1037/0022-006X.75.3.475", "what is learned in therapy protects against relapse"},
	{"webb2010", "Webb CA, DeRubeis RJ, Barber JP (2010). Therapist adherence/competence and treatment outcome: A meta-analytic review. Journal of Consulting and Clinical Psychology 78(2):200-211", "10.1037/a0018912", "competence goes with outcome hardly at all (mean r .07 of 17 findings, not told from 0), more in depression and where the alliance is not controlled for (abstract)"},
	{"windle2020", "Windle E, Tee H, Sabitova A, Jovanovic N, Priebe S, Carr C (2020). Association of patient treatment preference with dropout and clinical outcomes in adult psychosocial mental health interventions: A systematic review and meta-analysis. JAMA Psychiatry 77(3):294-302", "10.1001/jamapsychiatry.2019.3750", "fewer drop out of the treatment that they prefer (risk ratio .62, .48 to .80); outcome does not differ"},
	{"zilchamano2017", "Zilcha-Mano S (2017). Is the alliance really therapeutic? Revisiting this question in light of recent methodological advances. American Psychologist 72(4):311-325", "10.1037/a0040435", "patients differ in how much the alliance moves their symptoms"},
}

// Sources lists the publications, sorted by key.
func Sources() []Source { return slices.Clone(sources) }
