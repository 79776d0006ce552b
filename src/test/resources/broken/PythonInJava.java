def configure():
    start("timer:tick")
