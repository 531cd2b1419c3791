"""What several tests share: the reference, pictures, clips and how to show them."""
