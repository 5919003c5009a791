import rapport

run = rapport.run("repair-training", patients=500)
run.plot().savefig("rapport.png")
