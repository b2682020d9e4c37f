"""What did the last runs find out? One file a user, outside every project, holding data that cannot run."""
