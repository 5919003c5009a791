import starsim as ss


def sim(beta):
    sir = {"type": "sir", "init_prev": 0.1, "beta": beta}
    return ss.Sim(n_agents=5_000, dur=20, networks="random", diseases=sir, label=f"beta {beta}", verbose=0)


ss.parallel(sim(0.05), sim(0.1)).plot().savefig("starsim.png")
