"""What a test of somebody's own relying party needs: it talks to a running stack over the wire, like anybody else."""
