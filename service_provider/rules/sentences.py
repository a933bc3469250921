"""What each fault says to the person who made it. French sentences are the keys of the English catalogue."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, str] = {
    # The number
    "nir_empty": "Saisissez votre numéro de sécurité sociale.",
    "nir_length": "Le numéro doit avoir 15 caractères : 13 caractères et la clé à 2 chiffres.",
    "nir_letter_o": "Le numéro contient la lettre O : saisissez le chiffre 0.",
    "nir_character": "Le numéro contient un caractère interdit : il n’a que des chiffres, sauf 2A et 2B pour la Corse.",
    "nir_structure": "Ce numéro n’a pas la forme d’un numéro de sécurité sociale : vérifiez les 13 premiers caractères.",
    "nir_key": "La clé ne correspond pas au numéro.",
    "nir_provisional": "Ce numéro est provisoire : attendez votre numéro définitif.",
    "nir_unknown": "Ce numéro n’est celui d’aucune personne de test. Vous avez peut-être saisi de vraies données : "
                   "elles n’ont pas été conservées.",
    "nir_taken": "Un compte existe déjà avec ce numéro : connectez-vous.",
    "nir_waiting": "Une inscription avec ce numéro attend déjà sa confirmation.",
    "name_mismatch": "Le numéro et le nom ne correspondent pas.",
    # Number and civil status
    "nir_gender": "Le numéro n’est pas celui d’une personne du même sexe que dans votre identité.",
    "nir_birth_year": "L’année de naissance du numéro n’est pas celle de votre identité.",
    "nir_birth_month": "Le mois de naissance du numéro n’est pas celui de votre identité.",
    "nir_birthplace": "Le lieu de naissance du numéro n’est pas celui de votre identité.",
    "nir_birth_abroad": "Le numéro et votre identité ne disent pas la même chose : né en France ou à l’étranger.",
    "nir_birthcountry": "Le pays de naissance du numéro n’est pas celui de votre identité.",
    "confirmation_missing": "Vérifiez, puis confirmez que ce numéro est bien le vôtre.",
    # Age
    "contract_unknown": "Vous avez 15 ans : dites si vous avez signé un contrat d’apprentissage.",
    "contract_missing": "Il faut avoir au moins 16 ans, ou 15 ans et un contrat d’apprentissage signé.",
    "too_young": "Il faut avoir au moins 16 ans, ou 15 ans et un contrat d’apprentissage signé.",
    # Other fields of the wizard
    "name_empty": "Saisissez votre nom de naissance.",
    "name_characters": "Un nom n’a que des lettres, des espaces, des traits d’union et des apostrophes.",
    "choice_unknown": "Choisissez une valeur de la liste.",
    "email_empty": "Saisissez votre adresse e-mail.",
    "email_wrong": "Cette adresse e-mail n’est pas valable.",
    "email_taken": "Cette adresse e-mail est déjà celle d’un autre compte.",
    "too_many_letters": "Trois messages ont déjà été envoyés depuis une heure : réessayez plus tard.",
    "code_empty": "Saisissez les 6 chiffres du code.",
    "code_wrong": "Ce code n’est pas le bon.",
    "code_spent": "Ce code n’est plus valable : demandez un nouveau message.",
    "code_sent": "Un nouveau message vient d’être envoyé ; le code précédent n’est plus valable.",
    "mobile_wrong": "Ce numéro n’est pas celui d’un téléphone mobile en France.",
    "landline_wrong": "Ce numéro n’est pas celui d’un téléphone fixe en France.",
    "phone_missing": "Saisissez au moins un numéro de téléphone, mobile ou fixe.",
    "street_number_wrong": "Le numéro de voie a au plus 5 chiffres.",
    "street_missing": "Saisissez le nom de la voie ou le lieu-dit.",
    "line_too_long": "Ce texte est trop long : 100 caractères au plus.",
    "postal_code_empty": "Saisissez votre code postal.",
    "postal_code_unknown": "Aucune ville n’a ce code postal.",
    "town_unknown": "Cette ville n’a pas ce code postal.",
    "town_choice": "Choisissez votre ville dans la liste.",
    # Passwords
    "password_criteria_2020": "Le mot de passe doit avoir 8 caractères, 1 majuscule, 1 minuscule et 1 chiffre.",
    "password_criteria_2025": "Le mot de passe doit avoir 12 caractères, 1 majuscule, 1 minuscule, 1 chiffre et "
                              "1 caractère spécial.",
    "password_too_long": "Le mot de passe a au plus 128 caractères.",
    "password_guessable": "Ce mot de passe est trop facile à deviner : n’y mettez ni votre nom, ni votre numéro, "
                          "ni un mot courant.",
    "password_differs": "Les deux mots de passe sont différents.",
    "password_wrong": "Le mot de passe actuel n’est pas le bon.",
    "terms_missing": "Acceptez les conditions générales d’utilisation pour vous inscrire.",
    # FranceConnect, from the personal space
    "link_elsewhere": "Cette identité FranceConnect est déjà reliée à un autre compte.",
    "link_stranger": "L’identité que FranceConnect a donnée n’est pas la vôtre : rien n’a été relié.",
    "unlink_password": "Choisissez un mot de passe avant de supprimer le lien avec FranceConnect.",
    # Logging in
    "login_refused": "Le numéro de sécurité sociale ou le mot de passe n’est pas le bon.",
    "login_wait": "Trop d’essais : attendez avant de recommencer.",
    "login_locked": "Trop d’essais : la connexion avec ce numéro est bloquée pour 15 minutes.",
}
