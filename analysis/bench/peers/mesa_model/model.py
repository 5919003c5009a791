"""The Mesa model: makes the agents, steps them week by week and keeps the rows of the tables."""

from math import exp, sqrt

import mesa

from ..numpy_model.people import OWN_SCALE, PATIENT_TRAITS, THERAPIST_TRAITS, factor, logit_normal
from . import ratings, symptoms
from .agents import PatientAgent, TherapistAgent
from .forms import logistic


class RapportModel(mesa.Model):
    """So many patients from patient first on, whose clinics begin with it."""

    def __init__(self, p, tables, seed, patients, first=0):
        super().__init__(rng=seed)
        self.p, self.week = p, -1
        q = p.population
        self.mu, self.sigma = logit_normal(q.severity_mean / 27.0, q.severity_sd / 27.0)
        self.factors = [c.tolist() for c in (
            factor(q, PATIENT_TRAITS, "correlation_"), factor(q, THERAPIST_TRAITS, "therapist_correlation_"))]
        self.datacollector = mesa.DataCollector(tables={name: table.columns for name, table in tables.items()})
        self._enrol(patients, first)

    def _enrol(self, patients, first):
        q = self.p.population
        pair = int(q.caseload_min + q.caseload_max)
        number, end = first, first + patients
        therapist = first // (pair * int(q.clinic_pairs)) * 2 * int(q.clinic_pairs)
        while number < end:
            clinic, caseloads = [], []
            for _ in range(int(q.clinic_pairs)):
                size = self.random.randint(int(q.caseload_min), int(q.caseload_max))
                caseloads += [size, pair - size]
            for caseload in caseloads:
                TherapistAgent(self, therapist, self.therapist_traits(), caseload, clinic)
                therapist += 1
            for t in clinic:
                if number < end:
                    self.note_therapist(t)
                for _ in range(min(t.caseload, end - number)):
                    PatientAgent(self, number, self.patient_traits(), t)
                    number += 1

    def correlated(self, factor_rows):
        z = [self.random.gauss(0.0, 1.0) for _ in factor_rows]
        return [sum(c * x for c, x in zip(row[:i + 1], z)) for i, row in enumerate(factor_rows)]

    def therapist_traits(self):
        q, x = self.p.population, dict(zip(THERAPIST_TRAITS, self.correlated(self.factors[1])))
        return {name: z if name == "leniency" else getattr(q, f"therapist_{name}_mean") + getattr(q, f"therapist_{name}_sd") * z
                for name, z in x.items()}

    def patient_traits(self):
        """Traits of a patient; where there is a screening, of one who passes it."""
        while True:
            x = self._candidate()
            if x["screening"] >= self.p.population.screening_phq9:
                return x

    def _candidate(self):
        p, q = self.p, self.p.population
        x = dict(zip(PATIENT_TRAITS, self.correlated(self.factors[0])))
        for name in PATIENT_TRAITS:
            if name not in OWN_SCALE:
                x[name] = getattr(q, name + "_mean") + getattr(q, name + "_sd") * x[name]
        x["intake"] = logistic(self.mu + self.sigma * x.pop("severity"))
        for name in ("alliance_to_symptoms", "symptoms_to_alliance"):
            spread = getattr(q, name + "_spread")
            x[name] = exp(spread * x[name] - 0.5 * spread * spread)
        u = self.random.random() if q.preference_share else 1.0
        x["prefers"] = 0 if u >= q.preference_share else 1 if u < q.preference_share * q.preference_cbt else 2
        stress, error, later = (self.random.gauss(0.0, 1.0) for _ in range(3))
        x["screening"] = ratings.phq9_score(p, x["intake"] + symptoms.fluctuation(p, x["intake"], stress), error)
        rho = p.stress.persistence ** q.screening_weeks
        x["stress"] = rho * stress + sqrt(1.0 - rho * rho) * later
        return x

    def step(self):
        self.week += 1
        self.agents_by_type[PatientAgent].do("step")
        self.running = len(self.agents_by_type[PatientAgent]) > 0

    def note_session(self, a, row, ruptured):
        row.update(
            replication=0, patient=a.number, therapist=a.therapist.number, session=a.session, week=float(a.week),
            true_severity=27.0 * a.severity, true_bond=a.bond, true_tasks=a.tasks, true_goals=a.goals, true_trust=a.trust,
            true_hope=a.hope, true_rupture=ruptured)
        self.datacollector.add_table_row("sessions", row, ignore_missing=True)

    def note_rupture(self, a, r, resolved):
        self.datacollector.add_table_row("ruptures", {
            "replication": 0, "patient": a.number, "therapist": r.therapist, "session_onset": r.onset,
            "kind": "confrontation" if r.confrontation else "withdrawal", "intensity": r.peak,
            "recognised": r.recognised > 0, "session_recognised": r.recognised or None,
            "resolved": resolved, "session_resolved": a.session if resolved else None})

    def note_patient(self, a, how):
        row = {name: getattr(a, name) for name in PATIENT_TRAITS if name not in ("severity", "leniency")}
        row.update(a.perceived)
        if a.prefers:
            row.update(preferred_approach="cbt" if a.prefers == 1 else "psychodynamic",
                       preference_met=(a.prefers == 1) == bool(a.assigned.cbt))
        row.update(
            replication=0, patient=a.number, therapist=a.assigned.number, approach="cbt" if a.assigned.cbt else "psychodynamic",
            intake_severity=27.0 * a.intake, phq9_screening=a.screening, phq9_entry=a.phq9_intake,
            phq9_intake=a.phq9_intake, phq9_last=a.phq9,
            sessions_held=a.session, sessions_missed=a.missed, weeks=float(a.week), ruptures=a.ruptures,
            ruptures_resolved=a.resolved, transfers=a.transfers, ending=how,
            response=a.phq9_intake > 0 and 2 * a.phq9 <= a.phq9_intake, remission=a.phq9 < 5,
            reliable_improvement=a.phq9_intake - a.phq9 >= 6, reliable_deterioration=a.phq9 - a.phq9_intake >= 6)
        self.datacollector.add_table_row("patients", row, ignore_missing=True)

    def note_therapist(self, t):
        row = {name: getattr(t, name) for name in THERAPIST_TRAITS if name not in ("effect", "leniency")}
        row.update(replication=0, therapist=t.number, approach="cbt" if t.cbt else "psychodynamic", caseload=t.caseload,
                   therapist_effect=t.effect)
        self.datacollector.add_table_row("therapists", row)
