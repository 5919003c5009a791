import matplotlib.pyplot as plt
from mesa.examples.basic.boltzmann_wealth_model.model import BoltzmannWealth

for agents in (100, 500):
    model = BoltzmannWealth(n=agents, seed=1)
    for _ in range(100):
        model.step()
    plt.plot(model.datacollector.get_model_vars_dataframe()["Gini"], label=f"{agents} agents")
plt.legend()
plt.savefig("mesa.png")
