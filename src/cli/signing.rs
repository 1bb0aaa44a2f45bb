//! Signing keys and tokens for the demo and for development.

use std::path::Path;

use anyhow::Context;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::value::Instant;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// A key pair of this run, as PEM texts.
pub struct Pair {
    /// PKCS#8.
    pub private_pem: String,
    /// SubjectPublicKeyInfo.
    pub public_pem: String,
}

impl Pair {
    /// A new ES256 key pair.
    pub fn generate() -> anyhow::Result<Self> {
        let private =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| anyhow::anyhow!("no signing key can be made"))?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private.as_ref())
            .map_err(|_| anyhow::anyhow!("no signing key can be made"))?;
        let public = pair
            .public_key()
            .as_der()
            .map_err(|_| anyhow::anyhow!("no public key can be made"))?;
        Ok(Self {
            private_pem: pem("PRIVATE KEY", private.as_ref()),
            public_pem: pem("PUBLIC KEY", public.as_ref()),
        })
    }

    /// Writes both into a folder; the private one readable by its owner alone.
    pub fn write(&self, folder: &Path) -> anyhow::Result<(std::path::PathBuf, std::path::PathBuf)> {
        let (private, public) = (
            folder.join("signing-key.pem"),
            folder.join("signing-key.pub.pem"),
        );
        std::fs::write(&private, &self.private_pem)
            .with_context(|| format!("cannot write {}", private.display()))?;
        std::fs::write(&public, &self.public_pem)
            .with_context(|| format!("cannot write {}", public.display()))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&private, std::fs::Permissions::from_mode(0o600))?;
        }
        Ok((private, public))
    }

    /// Signs claims.
    pub fn sign(&self, kid: &str, claims: &Value) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(kid.to_owned());
        Ok(jsonwebtoken::encode(
            &header,
            claims,
            &EncodingKey::from_ec_pem(self.private_pem.as_bytes())?,
        )?)
    }
}

/// Claims of a development token.
pub fn claims(
    issuer: &str,
    audience: &str,
    subject: &str,
    role_claim: &str,
    roles: Value,
    now: Instant,
    hours: i64,
) -> Value {
    let seconds = now.0 / 1000;
    json!({
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": seconds,
        "nbf": seconds,
        "exp": seconds + hours * 3600,
        role_claim: roles,
    })
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem + &format!("-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{DecodingKey, Validation};

    #[test]
    fn a_token_verifies_with_the_public_key() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let pair = Pair::generate().unwrap();
        let now = Instant::from_datetime(chrono::Utc::now());
        let token = pair
            .sign("k", &claims("i", "a", "s", "roles", json!(["pmo"]), now, 1))
            .unwrap();
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&["a"]);
        let key = DecodingKey::from_ec_pem(pair.public_pem.as_bytes()).unwrap();
        let read = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap();
        assert_eq!(read.claims["roles"], json!(["pmo"]));
        let other = Pair::generate().unwrap();
        let wrong = DecodingKey::from_ec_pem(other.public_pem.as_bytes()).unwrap();
        assert!(jsonwebtoken::decode::<Value>(&token, &wrong, &validation).is_err());
    }
}
