//! Words that the generated firm is told in.

/// First names.
pub const FIRST: &[&str] = &[
    "Amara", "Anna", "Ben", "Carla", "Chen", "Daniel", "Elena", "Emeka", "Farid", "Felix", "Grace",
    "Hana", "Hugo", "Ines", "Jonas", "Kenji", "Lara", "Leon", "Lucia", "Marta", "Mia", "Naoki",
    "Nina", "Noah", "Oliver", "Paula", "Priya", "Rafael", "Rosa", "Sam", "Sara", "Sofia", "Tariq",
    "Theo", "Tomas", "Uma", "Vera", "Victor", "Wanda", "Yuki", "Zoe", "Ada", "Bruno", "Clara",
];

/// Last names.
pub const LAST: &[&str] = &[
    "Abe", "Adler", "Bauer", "Becker", "Brown", "Carter", "Costa", "Dubois", "Evans", "Fischer",
    "Garcia", "Haas", "Hughes", "Ito", "Jensen", "Keller", "Kimura", "Klein", "Lang", "Lopez",
    "Mori", "Morris", "Nakamura", "Novak", "Okafor", "Patel", "Quinn", "Reed", "Rossi", "Sato",
    "Schmid", "Silva", "Smith", "Suzuki", "Tanaka", "Turner", "Vogel", "Walker", "Weber", "Young",
    "Zhang",
];

/// First words of customer names.
pub const CUSTOMER_HEAD: &[&str] = &[
    "Northwind",
    "Bluestone",
    "Cedar",
    "Harbour",
    "Meridian",
    "Solstice",
    "Granite",
    "Juniper",
    "Lighthouse",
    "Orchard",
    "Summit",
    "Tidewater",
    "Vantage",
    "Willow",
    "Aurora",
    "Beacon",
    "Copper",
    "Delta",
    "Ember",
    "Falcon",
    "Glacier",
    "Horizon",
    "Ivory",
    "Kestrel",
    "Larch",
    "Maple",
    "Nimbus",
    "Onyx",
    "Pioneer",
    "Quarry",
    "Redwood",
    "Sable",
    "Thistle",
    "Umber",
    "Violet",
];

/// Second words of customer names.
pub const CUSTOMER_TAIL: &[&str] = &[
    "Energy",
    "Foods",
    "Logistics",
    "Bank",
    "Insurance",
    "Pharma",
    "Retail",
    "Motors",
    "Airlines",
    "Media",
    "Chemicals",
    "Textiles",
    "Water",
    "Rail",
    "Health",
    "Telecom",
    "Materials",
    "Robotics",
];

/// What engagements are about.
pub const SUBJECTS: &[&str] = &[
    "Data platform",
    "ERP rollout",
    "Cloud migration",
    "Customer portal",
    "Supply chain study",
    "Pricing review",
    "Security programme",
    "Operating model",
    "Analytics phase",
    "Payments upgrade",
    "Process mining",
    "Plant digitisation",
    "Reporting redesign",
];

/// Titles of ordinary tasks.
pub const TASKS: &[&str] = &[
    "Discovery",
    "Design",
    "Build",
    "Integration",
    "Testing",
    "Cut-over",
    "Training of users",
];
